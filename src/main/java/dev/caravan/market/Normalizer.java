package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Makes market events of the records of bursts; what cannot be read, or is odd, is counted.
 *
 * <p>Within its budget it reads every frame. Beyond it, of a stream that nobody watches only the
 * newest frame is read, each stream in its turn, as often as the budget allows; the others are
 * counted as skipped. A watched stream is always read whole.
 *
 * <p>Backfilled trades are left out: they are history, and live state is about now.
 *
 * <p>One thread at a time; any asks for the counts.
 */
public final class Normalizer {

  private final Function<String, Optional<MarketReader>> readers;
  private final InvalidData invalid;
  private final BiPredicate<String, StreamId> isWatched;
  private final ReadingBudget budget;
  private final Map<String, VenueFrames> venues = new ConcurrentSkipListMap<>();

  /** One venue's reader, frames that wait for it, and counts. */
  private static final class VenueFrames {
    final Optional<MarketReader> reader;
    final UnreadFrames unread = new UnreadFrames();
    // Written by one thread.
    volatile long read;
    volatile long skipped;

    VenueFrames(Optional<MarketReader> reader) {
      this.reader = reader;
    }
  }

  /**
   * @param readers makes a reader for a venue; a venue without one says nothing
   * @param invalid hears of what cannot be read
   * @param isWatched whether somebody looks at this stream of that venue
   */
  public Normalizer(
      Function<String, Optional<MarketReader>> readers,
      InvalidData invalid,
      BiPredicate<String, StreamId> isWatched,
      ReadingBudget budget) {
    this.readers = requireNonNull(readers, "readers");
    this.invalid = requireNonNull(invalid, "invalid");
    this.isWatched = requireNonNull(isWatched, "isWatched");
    this.budget = requireNonNull(budget, "budget");
  }

  /** Reads everything. */
  public Normalizer(Function<String, Optional<MarketReader>> readers, InvalidData invalid) {
    this(readers, invalid, (venue, stream) -> false, ReadingBudget.unlimited());
  }

  /** What the burst says, in its order. */
  public List<MarketEvent> normalize(Burst burst) {
    return normalizeAll(List.of(burst));
  }

  /** The same as {@link #normalizeAll}. */
  public List<MarketEvent> normalize(List<Burst> bursts) {
    return normalizeAll(bursts);
  }

  /**
   * What the bursts say, each stream's in its order. This is the method for a route: of two with
   * the same name Camel chooses one for each exchange anew, by trying to convert what it carries.
   */
  public List<MarketEvent> normalizeAll(Iterable<Burst> bursts) {
    Collected said = new Collected();
    budget.begin();
    for (Burst burst : bursts) {
      VenueFrames venue = venue(burst.venue());
      if (venue.reader.isPresent()) {
        read(burst, venue, venue.reader.get(), said);
      }
    }
    readWaiting(said);
    venues.values().forEach(venue -> venue.unread.settle());
    return said.events;
  }

  private VenueFrames venue(String name) {
    VenueFrames known = venues.get(name);
    if (known == null) {
      known = new VenueFrames(readers.apply(name));
      venues.put(name, known);
    }
    return known;
  }

  private void read(Burst burst, VenueFrames venue, MarketReader reader, Collected said) {
    for (int i = 0; i < burst.size(); i++) {
      StreamId stream = burst.stream(i);
      if (stream.isNone()) {
        continue;
      }
      RecordEvent event = burst.event(i);
      if (event == null) {
        readOrKeep(burst, i, venue, reader, said);
      } else if (event instanceof RecordEvent.Snapshot snapshot) {
        Arrival arrival = new Arrival(stream, "", burst.receiveTimeNs(i));
        reader.readSnapshot(arrival, snapshot.lastId(), snapshot.body(), said);
      }
    }
  }

  private void readOrKeep(
      Burst burst, int i, VenueFrames venue, MarketReader reader, Collected said) {
    StreamId stream = burst.stream(i);
    if (isWatched.test(burst.venue(), stream)) {
      UnreadFrames.Unread earlier = venue.unread.take(stream);
      if (earlier != null) {
        read(earlier, venue, reader, said);
      }
    } else if (!venue.unread.isEmpty() || !budget.isLeft()) {
      if (venue.unread.keep(burst, i)) {
        venue.skipped++;
      }
      return;
    }
    Arrival arrival = new Arrival(stream, burst.connection(i), burst.receiveTimeNs(i));
    reader.read(arrival, burst.bytes(), burst.offset(i), burst.length(i), said);
    venue.read++;
    budget.wasRead();
  }

  /** One of each venue in any case, so that nobody waits for ever; then as many as are paid for. */
  private void readWaiting(Collected said) {
    boolean isMore = true;
    while (isMore) {
      isMore = false;
      for (VenueFrames venue : venues.values()) {
        UnreadFrames.Unread longest = venue.unread.take();
        if (longest != null && venue.reader.isPresent()) {
          read(longest, venue, venue.reader.get(), said);
          isMore = true;
        }
      }
      isMore &= budget.isLeft();
    }
  }

  private void read(
      UnreadFrames.Unread frame, VenueFrames venue, MarketReader reader, Collected said) {
    reader.read(frame.arrival(), frame.bytes(), frame.offset(), frame.length(), said);
    venue.read++;
    budget.wasRead();
  }

  /** What was read and what was not, by venue. */
  public List<ReadCount> counts() {
    return venues.entrySet().stream()
        .map(
            venue -> new ReadCount(venue.getKey(), venue.getValue().read, venue.getValue().skipped))
        .toList();
  }

  private final class Collected implements MarketSink {
    private final List<MarketEvent> events = new ArrayList<>();

    @Override
    public void event(MarketEvent event) {
      events.add(event);
    }

    @Override
    public void refused(Refusal refusal) {
      invalid.refused(refusal);
    }

    @Override
    public void noted(String venue, StreamId stream, Reason oddity) {
      invalid.noted(venue, stream, oddity);
    }
  }
}
