package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what cannot be true away from live state, counts it and says why; counts what comes behind
 * what it should precede. The journal has it unchanged.
 *
 * <p>One thread at a time.
 */
public final class Screening {

  /** Streams whose clocks and ids are followed; what is beyond is judged without. */
  static final int MOST_FOLLOWED = 20_000;

  private record Name(String venue, StreamId stream, String symbol) {}

  private record Followed(StreamClock clock, StreamOrder order) {}

  private final Validator validator;
  private final InvalidData invalid;
  private final Map<Name, Followed> followed = new HashMap<>();

  public Screening(Validator validator, InvalidData invalid) {
    this.validator = requireNonNull(validator, "validator");
    this.invalid = requireNonNull(invalid, "invalid");
  }

  /** Those of the events that can be true, in their order. */
  public List<MarketEvent> keepPossible(List<MarketEvent> events) {
    List<MarketEvent> possible = new ArrayList<>(events.size());
    for (MarketEvent event : events) {
      Followed stream = follow(event.origin());
      Optional<Refusal> refusal = validator.judge(event).or(() -> judgeTime(event, stream));
      if (refusal.isPresent()) {
        invalid.refused(refusal.get());
      } else {
        invalid.accepted(event.origin().venue(), event.stream());
        possible.add(event);
        noteOrder(event, stream);
      }
    }
    return possible;
  }

  /** Null for what came over REST, and where there are too many. */
  private @Nullable Followed follow(Origin origin) {
    if (origin.connection().isEmpty()) {
      return null;
    }
    Name name = new Name(origin.venue(), origin.stream(), origin.symbol());
    Followed stream = followed.get(name);
    if (stream == null && followed.size() < MOST_FOLLOWED) {
      stream = new Followed(new StreamClock(), new StreamOrder());
      followed.put(name, stream);
    }
    return stream;
  }

  private static Optional<Refusal> judgeTime(MarketEvent event, @Nullable Followed stream) {
    Origin origin = event.origin();
    return stream == null || stream.clock.isPossible(origin.venueTimeNs(), origin.receiveTimeNs())
        ? Optional.empty()
        : Optional.of(
            PossibleTime.refusal(
                event,
                "venue time " + origin.venueTimeNs() + "ns does not fit the stream's clock"));
  }

  private void noteOrder(MarketEvent event, @Nullable Followed stream) {
    if (stream == null) {
      return;
    }
    Origin origin = event.origin();
    if (stream.order.isIdBackward(id(event))) {
      invalid.noted(origin.venue(), event.stream(), Reason.BACKWARD_ID);
    }
    if (stream.order.isTimeBackward(origin.venueTimeNs())) {
      invalid.noted(origin.venue(), event.stream(), Reason.BACKWARD_TIME);
    }
  }

  private static long id(MarketEvent event) {
    if (event instanceof Trade trade) {
      return trade.id();
    }
    return event instanceof BookSnapshot book ? book.lastId() : MarketEvent.NO_ID;
  }
}
