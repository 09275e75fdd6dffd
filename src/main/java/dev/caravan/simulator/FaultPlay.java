package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides, frame by frame and moment by moment, which faults of a plan strike.
 *
 * <p>Not thread-safe.
 */
final class FaultPlay {

  /** One moment at which a fault strikes connections. */
  record Event(long atNs, Fault fault) {}

  private static final double NANOS_PER_MS = 1e6;
  private static final long SEED_STRIDE = 31;

  private final List<Fault> faults;
  private final List<FaultDice> dice = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<FaultDice> strikes = new ArrayList<>();
  private int nextEvent;

  FaultPlay(FaultPlan plan) {
    this.faults = plan.faults();
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.kind().isEvent()) {
        plan(fault);
      } else if (strikesFrames(fault.kind())) {
        dice.add(new FaultDice(fault, plan.seed() * SEED_STRIDE + i));
      }
    }
    events.sort(Comparator.comparingLong(Event::atNs));
  }

  private static boolean strikesFrames(FaultKind kind) {
    return switch (kind) {
      case DROP, DOUBLE, REORDER, GAP, GARBAGE, MUTE, SLOW -> true;
      default -> false;
    };
  }

  private void plan(Fault fault) {
    long times = fault.kind().value() == FaultKind.Value.COUNT ? Math.round(fault.value()) : 1;
    for (long i = 0; i < times; i++) {
      long after = times == 1 ? 0 : fault.lengthNs() / times * i;
      events.add(new Event(fault.startNs() + after, fault));
    }
  }

  /**
   * The faults that may strike a frame; to be asked once for every frame.
   *
   * @return valid until the next call
   */
  List<FaultDice> strikes(StreamId stream, long elapsedNs) {
    strikes.clear();
    for (int i = 0; i < dice.size(); i++) {
      if (dice.get(i).strikes(stream, elapsedNs)) {
        strikes.add(dice.get(i));
      }
    }
    return strikes;
  }

  /** Whether a connect is refused; the times as {@link Fault} takes them. */
  boolean isConnectRefused(long elapsedNs, long listeningNs) {
    return active(FaultKind.REFUSE, elapsedNs, listeningNs)
        .anyMatch(fault -> fault.stream().isEmpty());
  }

  /** Whether the subscription of one stream is refused. */
  boolean isSubscriptionRefused(StreamId stream, long elapsedNs, long listeningNs) {
    return active(FaultKind.REFUSE, elapsedNs, listeningNs)
        .anyMatch(fault -> fault.stream().isPresent() && fault.concerns(stream));
  }

  /** Whether a subscription is acknowledged for nothing. */
  boolean isSubscriptionSilent(StreamId stream, int place, long elapsedNs, long listeningNs) {
    return active(FaultKind.ACK_SILENT, elapsedNs, listeningNs)
        .anyMatch(fault -> fault.concerns(place) && fault.concerns(stream));
  }

  /** At what age a connection that opens now is closed; the shortest where several say so. */
  Optional<Duration> lifetime(int place, long elapsedNs, long listeningNs) {
    return active(FaultKind.LIFETIME, elapsedNs, listeningNs)
        .filter(fault -> fault.concerns(place))
        .map(FaultPlay::time)
        .min(Comparator.naturalOrder());
  }

  /** The fault of this kind that answers HTTP requests now. */
  Optional<Fault> status(FaultKind kind, long elapsedNs, long listeningNs) {
    return active(kind, elapsedNs, listeningNs).findFirst();
  }

  private Stream<Fault> active(FaultKind kind, long elapsedNs, long listeningNs) {
    return faults.stream()
        .filter(fault -> fault.kind() == kind && fault.isActive(elapsedNs, listeningNs));
  }

  /** The value of a fault that is written as a time. */
  static Duration time(Fault fault) {
    return Duration.ofNanos(Math.round(fault.value() * NANOS_PER_MS));
  }

  /** The next event that is due, once. */
  Optional<Event> takeEvent(long elapsedNs) {
    if (nextEvent < events.size() && events.get(nextEvent).atNs() <= elapsedNs) {
      return Optional.of(events.get(nextEvent++));
    }
    return Optional.empty();
  }

  /** When the next event is due; {@link Long#MAX_VALUE} if there is none. */
  long nextEventNs() {
    return nextEvent < events.size() ? events.get(nextEvent).atNs() : Long.MAX_VALUE;
  }

  /** The streams that faults are limited to. */
  List<StreamId> namedStreams() {
    return faults.stream().flatMap(fault -> fault.stream().stream()).toList();
  }
}
