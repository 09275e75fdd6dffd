package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows what is true now: of each stream and symbol the last event of each kind, and of a stream
 * that somebody looks at also its book, last trades and candles.
 *
 * <p>Why the difference: a last value is half a kilobyte, a book of a thousand levels a quarter of
 * a megabyte; for 500 streams of deltas that would be more than all the rest of the recorder. So a
 * book is begun when it is first asked for and dropped {@link #KEPT_FOR} after nobody asks any
 * more. Until a snapshot has come the answer is empty; the {@link BookSource} is asked for one.
 *
 * <p>One thread applies; any thread reads, and gets immutable answers.
 */
public final class LiveState {

  /** How long a stream that nobody looks at any more stays watched. */
  public static final Duration KEPT_FOR = Duration.ofMinutes(1);

  /** Last values kept; what is beyond is counted. */
  static final int MOST_VALUES = 50_000;

  /** Streams watched at a time. */
  public static final int MOST_WATCHED = 64;

  /** Levels a side of the last value of a stream of books that nobody watches. */
  static final int MOST_LEVELS_UNWATCHED = 50;

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
  static final Duration WISH_EVERY = Duration.ofSeconds(10);

  private record Name(String venue, StreamId stream) {}

  private record Value(
      String venue, StreamId stream, String symbol, Class<? extends MarketEvent> kind) {}

  private final NanoClock clock;
  private final InvalidData invalid;
  private final BookSource books;
  private final ConcurrentMap<Value, MarketEvent> values = new ConcurrentHashMap<>();
  private final ConcurrentMap<Name, Watched> watched = new ConcurrentHashMap<>();
  private final AtomicInteger valueCount = new AtomicInteger();
  private final AtomicLong unkept = new AtomicLong();

  // The applying thread's.
  private long sweptAtNs;

  /** Monotonic; when somebody asked for anything last. Set by any thread. */
  private volatile long askedAtNs;

  public LiveState(NanoClock clock, InvalidData invalid, BookSource books) {
    this.clock = requireNonNull(clock, "clock");
    this.invalid = requireNonNull(invalid, "invalid");
    this.books = requireNonNull(books, "books");
    this.sweptAtNs = clock.nanos();
    this.askedAtNs = clock.nanos() - KEPT_FOR.toNanos();
  }

  /** Takes over what is new, in its order. */
  public void apply(List<MarketEvent> events) {
    long now = clock.nanos();
    for (MarketEvent event : events) {
      if (!watched.isEmpty()) {
        Watched looked = watched.get(new Name(event.origin().venue(), event.stream()));
        if (looked != null) {
          add(looked, event, now);
        }
      }
      keep(event);
    }
    if (now - sweptAtNs >= SWEEP_EVERY.toNanos()) {
      sweptAtNs = now;
      watched.values().removeIf(looked -> now - looked.lookedAtNs > KEPT_FOR.toNanos());
    }
  }

  private void add(Watched looked, MarketEvent event, long now) {
    if (event instanceof Trade trade) {
      looked.add(trade);
    } else if (event instanceof Candle candle) {
      looked.add(candle);
    } else if (event instanceof BookSnapshot snapshot) {
      check(looked.book().apply(snapshot), event);
    } else if (event instanceof BookDelta delta) {
      check(looked.book().apply(delta), event);
      OptionalLong lacking = looked.book().lackingFrom();
      if (lacking.isPresent() && looked.mayWish(now, WISH_EVERY)) {
        books.wish(event.origin().venue(), event.stream(), lacking.getAsLong());
      }
    }
  }

  private void check(LiveBook.Outcome outcome, MarketEvent event) {
    if (outcome == LiveBook.Outcome.CROSSED) {
      invalid.refused(
          Refusals.of(event, Reason.CROSSED_BOOK, "the book that it leads to; it is dropped"));
    } else if (outcome == LiveBook.Outcome.UNLIKE) {
      invalid.refused(
          Refusals.of(event, Reason.WRONG_CHECKSUM, "of the book that it leads to; it is dropped"));
    }
  }

  /** Deltas are no values, and neither is a book of another time that was fetched for them. */
  private void keep(MarketEvent event) {
    Origin origin = event.origin();
    if (event instanceof BookDelta
        || (event instanceof BookSnapshot && origin.connection().isEmpty())) {
      return;
    }
    Value value = new Value(origin.venue(), origin.stream(), origin.symbol(), event.getClass());
    MarketEvent kept = event instanceof BookSnapshot snapshot ? shortened(snapshot) : event;
    if (values.replace(value, kept) != null) {
      return;
    }
    if (valueCount.get() >= MOST_VALUES) {
      unkept.incrementAndGet();
    } else if (values.put(value, kept) == null) {
      valueCount.incrementAndGet();
    }
  }

  private static BookSnapshot shortened(BookSnapshot book) {
    return book.bids().size() <= MOST_LEVELS_UNWATCHED
            && book.asks().size() <= MOST_LEVELS_UNWATCHED
        ? book
        : new BookSnapshot(
            book.origin(), book.lastId(), firstOf(book.bids()), firstOf(book.asks()));
  }

  private static List<Level> firstOf(List<Level> levels) {
    return levels.subList(0, Math.min(levels.size(), MOST_LEVELS_UNWATCHED));
  }

  /** Whether somebody looks at this stream, so that none of its frames may be left out. */
  public boolean isWatched(String venue, StreamId stream) {
    return !watched.isEmpty() && watched.containsKey(new Name(venue, stream));
  }

  /** Whether somebody has looked at anything within {@link #KEPT_FOR}. */
  public boolean isLookedAt() {
    return clock.nanos() - askedAtNs < KEPT_FOR.toNanos();
  }

  /** The last event of a kind, empty where none came yet. */
  public <E extends MarketEvent> Optional<E> last(
      String venue, StreamId stream, String symbol, Class<E> kind) {
    askedAtNs = clock.nanos();
    return Optional.ofNullable(values.get(new Value(venue, stream, symbol, kind))).map(kind::cast);
  }

  /** The same for a stream of one symbol. */
  public <E extends MarketEvent> Optional<E> last(String venue, StreamId stream, Class<E> kind) {
    return last(venue, stream, stream.symbol(), kind);
  }

  /**
   * The best levels of a stream's book as it is now; asking again within {@link #KEPT_FOR} keeps
   * it.
   *
   * @param levels how many a side at most
   */
  public Optional<BookSnapshot> book(String venue, StreamId stream, int levels) {
    return watch(venue, stream).flatMap(looked -> looked.book().view(levels));
  }

  /** The last trades since somebody looks, oldest first. */
  public List<Trade> trades(String venue, StreamId stream, String symbol) {
    return watch(venue, stream).map(looked -> looked.trades(symbol)).orElse(List.of());
  }

  /** The last candles since somebody looks, oldest first; the last one may be running. */
  public List<Candle> candles(String venue, StreamId stream, String symbol) {
    return watch(venue, stream).map(looked -> looked.candles(symbol)).orElse(List.of());
  }

  /** Empty where as many are watched as may be. */
  private Optional<Watched> watch(String venue, StreamId stream) {
    askedAtNs = clock.nanos();
    Name name = new Name(venue, stream);
    Watched looked = watched.get(name);
    if (looked == null) {
      if (watched.size() >= MOST_WATCHED) {
        return Optional.empty();
      }
      looked = new Watched();
      looked.lookedAtNs = clock.nanos();
      Watched other = watched.putIfAbsent(name, looked);
      looked = other == null ? looked : other;
    }
    looked.lookedAtNs = clock.nanos();
    return Optional.of(looked);
  }

  /** Last values that are kept. */
  public int size() {
    return valueCount.get();
  }

  /** Streams that are watched. */
  public int watched() {
    return watched.size();
  }

  /** Events that found no more room. */
  public long unkept() {
    return unkept.get();
  }
}
