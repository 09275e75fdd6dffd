package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what cannot be true away from live state, counts it and says why; the journal has it
 * unchanged.
 *
 * <p>One thread at a time.
 */
public final class Screening {

  /** Streams whose clocks are followed; what is beyond is judged without. */
  static final int MOST_CLOCKS = 20_000;

  private record Name(String venue, StreamId stream, String symbol) {}

  private final Validator validator;
  private final InvalidData invalid;
  private final Map<Name, StreamClock> clocks = new HashMap<>();

  public Screening(Validator validator, InvalidData invalid) {
    this.validator = requireNonNull(validator, "validator");
    this.invalid = requireNonNull(invalid, "invalid");
  }

  /** Those of the events that can be true, in their order. */
  public List<MarketEvent> keepPossible(List<MarketEvent> events) {
    List<MarketEvent> possible = new ArrayList<>(events.size());
    for (MarketEvent event : events) {
      Optional<Refusal> refusal = validator.judge(event).or(() -> judgeTime(event));
      if (refusal.isPresent()) {
        invalid.refused(refusal.get());
      } else {
        invalid.accepted(event.origin().venue(), event.stream());
        possible.add(event);
      }
    }
    return possible;
  }

  private Optional<Refusal> judgeTime(MarketEvent event) {
    Origin origin = event.origin();
    if (!origin.hasVenueTime() || origin.connection().isEmpty()) {
      return Optional.empty();
    }
    Name name = new Name(origin.venue(), origin.stream(), origin.symbol());
    StreamClock clock = clocks.get(name);
    if (clock == null) {
      if (clocks.size() >= MOST_CLOCKS) {
        return Optional.empty();
      }
      clock = new StreamClock();
      clocks.put(name, clock);
    }
    return clock.isPossible(origin.venueTimeNs(), origin.receiveTimeNs())
        ? Optional.empty()
        : Optional.of(
            PossibleTime.refusal(
                event,
                "venue time " + origin.venueTimeNs() + "ns does not fit the stream's clock"));
  }
}
