package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes market events of the records of a burst; what cannot be read, or is odd, is counted.
 *
 * <p>Backfilled trades are left out: they are history, and live state is about now.
 *
 * <p>One thread at a time.
 */
public final class Normalizer {

  private final Function<String, Optional<MarketReader>> readers;
  private final InvalidData invalid;
  private final Map<String, Optional<MarketReader>> known = new HashMap<>();

  /**
   * @param readers makes a reader for a venue; a venue without one says nothing
   * @param invalid hears of what cannot be read
   */
  public Normalizer(Function<String, Optional<MarketReader>> readers, InvalidData invalid) {
    this.readers = requireNonNull(readers, "readers");
    this.invalid = requireNonNull(invalid, "invalid");
  }

  /** What the burst says, in its order. */
  public List<MarketEvent> normalize(Burst burst) {
    Optional<MarketReader> reader = known.computeIfAbsent(burst.venue(), readers);
    if (reader.isEmpty()) {
      return List.of();
    }
    Collected said = new Collected(burst.size());
    for (int i = 0; i < burst.size(); i++) {
      StreamId stream = burst.stream(i);
      if (stream.isNone()) {
        continue;
      }
      RecordEvent event = burst.event(i);
      if (event == null) {
        Arrival arrival = new Arrival(stream, burst.connection(i), burst.receiveTimeNs(i));
        reader.get().read(arrival, burst.bytes(), burst.offset(i), burst.length(i), said);
      } else if (event instanceof RecordEvent.Snapshot snapshot) {
        Arrival arrival = new Arrival(stream, "", burst.receiveTimeNs(i));
        reader.get().readSnapshot(arrival, snapshot.lastId(), snapshot.body(), said);
      }
    }
    return said.events;
  }

  private final class Collected implements MarketSink {
    private final List<MarketEvent> events;

    Collected(int expected) {
      this.events = new ArrayList<>(expected);
    }

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
