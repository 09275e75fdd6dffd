package dev.caravan.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestException;
import dev.caravan.rest.VenueTime;
import dev.caravan.stream.Repairs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what one feed needs over REST, one request at a time: the book where a chain of deltas
 * begins, then the trades of gaps; the venue's time each minute.
 *
 * <p>The client keeps the venue's budget; each wish is tried a few times and then left as it is.
 * The feed's event loop only; answers are read on the REST thread.
 */
public final class RestRepairs implements Repairs {

  /** A hole that is wider is left as it is: a broken id would ask for trades for ever. */
  static final long MOST_MISSING = 1_000_000;

  static final int MOST_WAITING_GAPS = 10_000;
  private static final int GAPS_LOGGED = 100;
  static final Duration CLOCK_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(RestRepairs.class);

  private record Book(SnapshotBridge bridge, String body) {}

  private final RestClient client;
  private final RestDialect dialect;
  private final Site site;
  private final RestQuestion question;

  // Event loop only.
  private final Map<StreamId, BookWish> books = new LinkedHashMap<>();
  private final Deque<TradeWish> trades = new ArrayDeque<>();
  private boolean isAskingTime;
  private boolean wasTimeAsked;
  private long timeAskedAtNs;
  private int timeFailures;
  private long gapsDone;
  private long nowNs;

  public RestRepairs(RestClient client, Site site) {
    this.client = requireNonNull(client, "client");
    this.dialect = client.dialect();
    this.site = requireNonNull(site, "site");
    this.question = new RestQuestion(client, site, this::askNext);
  }

  @Override
  public void onBegun(StreamId stream, long firstId) {
    if (dialect.snapshot(stream).isPresent()) {
      wish(new BookWish(stream, firstId, new Attempts()));
    }
  }

  @Override
  public void onGap(StreamId stream, long first, long last) {
    if (dialect.snapshot(stream).isPresent()) {
      wish(new BookWish(stream, last + 1, new Attempts()));
    } else if (dialect.trades(stream, first, 1).isPresent()) {
      wish(new TradeWish(stream, first, last));
    }
  }

  @Override
  public void onTick(long now) {
    nowNs = now;
    boolean isTimeDue = !wasTimeAsked || now - timeAskedAtNs >= CLOCK_EVERY.toNanos();
    if (!isAskingTime && isTimeDue && dialect.tellsTime()) {
      askTime();
    }
    askNext();
  }

  private void wish(BookWish wish) {
    books.put(wish.stream(), wish);
    askNext();
  }

  private void wish(TradeWish wish) {
    if (wish.last - wish.first >= MOST_MISSING || trades.size() >= MOST_WAITING_GAPS) {
      LOG.warn(
          "gap is left as it is venue={} stream={} first={} last={} limit={} waiting={}",
          dialect.venue(),
          wish.stream,
          wish.first,
          wish.last,
          MOST_MISSING,
          trades.size());
      return;
    }
    trades.addLast(wish);
    askNext();
  }

  private void askNext() {
    if (question.isAsking()) {
      return;
    }
    books.keySet().removeIf(stream -> !site.isWanted(stream));
    trades.removeIf(wish -> !site.isWanted(wish.stream));
    Optional<BookWish> book =
        books.values().stream().filter(wish -> wish.attempts().isDue(nowNs)).findFirst();
    if (book.isPresent()) {
      askBook(book.get());
      return;
    }
    trades.stream()
        .filter(wish -> wish.attempts.isDue(nowNs))
        .findFirst()
        .ifPresent(this::askTrades);
  }

  private void askBook(BookWish asked) {
    StreamId stream = asked.stream();
    question.ask(
        dialect.snapshot(stream).orElseThrow(),
        body -> new Book(dialect.readSnapshot(body), new String(body, UTF_8)),
        book -> {
          // The chain may have broken again meanwhile: the book has to fit what is wished now.
          BookWish wish = books.get(stream);
          if (wish == null) {
            return;
          }
          if (wish.isGrantedBy(book.bridge)) {
            books.remove(stream);
            site.record(stream, new RecordEvent.Snapshot(book.bridge.snapshotId(), book.body));
            LOG.debug(
                "book recorded venue={} stream={} lastId={}",
                dialect.venue(),
                stream,
                book.bridge.snapshotId());
          } else {
            bookFailed(
                stream,
                Duration.ZERO,
                true,
                "too old: lastId="
                    + book.bridge.snapshotId()
                    + " chainFirst="
                    + wish.chainFirstId());
          }
        },
        failure ->
            bookFailed(
                stream,
                retryAfter(failure),
                mayRepeat(failure),
                String.valueOf(failure.getMessage())));
  }

  private void bookFailed(StreamId stream, Duration atLeast, boolean mayRepeat, String reason) {
    BookWish wish = books.get(stream);
    if (wish != null && !(wish.attempts().mayFollow(nowNs, atLeast) && mayRepeat)) {
      books.remove(stream);
      LOG.warn(
          "book not recorded, its deltas cannot be applied until the next one venue={} stream={}"
              + " attempts={} reason={}",
          dialect.venue(),
          stream,
          wish.attempts().failures(),
          reason);
    }
  }

  private void askTrades(TradeWish wish) {
    long first = wish.next();
    question.ask(
        dialect.trades(wish.stream, first, wish.count()).orElseThrow(),
        body -> BackfillPage.of(body, dialect.readTrades(wish.stream, body), first, wish.last),
        page -> {
          page.events().forEach(event -> site.record(wish.stream, event));
          if (!wish.took(page)) {
            tradesFailed(wish, Duration.ZERO, true, "the venue gave none of them");
          } else if (wish.isDone()) {
            trades.remove(wish);
            done(wish);
          }
        },
        failure ->
            tradesFailed(
                wish,
                retryAfter(failure),
                mayRepeat(failure),
                String.valueOf(failure.getMessage())));
  }

  private void done(TradeWish wish) {
    if (gapsDone++ < GAPS_LOGGED) {
      LOG.info(
          "gap backfilled venue={} stream={} first={} last={} filled={} missing={}{}",
          dialect.venue(),
          wish.stream,
          wish.first,
          wish.last,
          wish.filled(),
          wish.last - wish.first + 1 - wish.filled(),
          gapsDone == GAPS_LOGGED ? "; later ones are only recorded" : "");
    }
  }

  private void tradesFailed(TradeWish wish, Duration atLeast, boolean mayRepeat, String reason) {
    if (!(wish.attempts.mayFollow(nowNs, atLeast) && mayRepeat)) {
      trades.remove(wish);
      LOG.warn(
          "gap is left as it is venue={} stream={} first={} last={} filled={} attempts={} reason={}",
          dialect.venue(),
          wish.stream,
          wish.first,
          wish.last,
          wish.filled(),
          wish.attempts.failures(),
          reason);
    }
  }

  private void askTime() {
    isAskingTime = true;
    wasTimeAsked = true;
    timeAskedAtNs = nowNs;
    client
        .time()
        .whenComplete(
            (time, failure) ->
                site.execute(
                    () -> {
                      isAskingTime = false;
                      if (failure == null) {
                        timeFailures = 0;
                        site.record(StreamId.NONE, offset(time));
                      } else if (Integer.bitCount(++timeFailures) == 1) {
                        LOG.warn(
                            "clock of the venue not measured venue={} attempt={} reason={}",
                            dialect.venue(),
                            timeFailures,
                            RestQuestion.reason(failure).getMessage());
                      }
                    }));
  }

  private RecordEvent offset(VenueTime time) {
    long middleNs = time.sentAtNs() + time.roundTripNs() / 2;
    return new RecordEvent.VenueClock(
        time.timeMs() * 1_000_000 - site.epochNanosAt(middleNs), time.roundTripNs());
  }

  private static Duration retryAfter(IOException failure) {
    return failure instanceof RestException rest ? rest.retryAfter() : Duration.ZERO;
  }

  private static boolean mayRepeat(IOException failure) {
    return !(failure instanceof RestException rest && rest.kind() == RestException.Kind.REFUSED);
  }

  /** Streams whose book is wished for; for tests. */
  List<StreamId> wishedBooks() {
    return List.copyOf(books.keySet());
  }

  /** Gaps that wait for their trades; for tests. */
  int waitingGaps() {
    return trades.size();
  }
}
