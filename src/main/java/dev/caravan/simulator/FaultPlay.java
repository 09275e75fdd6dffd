package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Decides, frame by frame, which fault strikes.
 *
 * <p>Every decision follows from the plan, the seed and the frame's place in the market, never from
 * who is connected. Not thread-safe.
 */
final class FaultPlay {

  /** One planned disconnection; {@code stream} limits it to the connections that carry it. */
  record Disconnection(long atNs, Optional<StreamId> stream) {}

  private static final double NANOS_PER_MS = 1e6;

  private final List<Fault> faults;
  private final List<SplittableRandom> randoms = new ArrayList<>();
  private final List<Disconnection> disconnections = new ArrayList<>();
  private int nextDisconnection;

  FaultPlay(FaultPlan plan) {
    this.faults = plan.faults();
    for (int i = 0; i < faults.size(); i++) {
      randoms.add(new SplittableRandom(plan.seed() * 31 + i));
      planDisconnections(faults.get(i));
    }
    disconnections.sort(Comparator.comparingLong(Disconnection::atNs));
  }

  private void planDisconnections(Fault fault) {
    if (fault.kind() != FaultKind.DISCONNECT) {
      return;
    }
    long times = Math.round(fault.value());
    for (long i = 0; i < times; i++) {
      long after = times == 1 ? 0 : fault.lengthNs() / times * i;
      disconnections.add(new Disconnection(fault.startNs() + after, fault.stream()));
    }
  }

  /** Whether the frame is made but not sent; to be asked once for every frame. */
  boolean isWithheld(StreamId stream, long elapsedNs) {
    boolean withheld = false;
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.kind() == FaultKind.MUTE && strikes(fault, stream, elapsedNs)) {
        withheld = true;
      } else if (fault.kind() == FaultKind.GAP && strikes(fault, stream, elapsedNs)) {
        withheld |= randoms.get(i).nextDouble() < fault.value();
      }
    }
    return withheld;
  }

  /** Whether garbage follows the frame; to be asked once for every frame. */
  boolean isFollowedByGarbage(StreamId stream, long elapsedNs) {
    boolean followed = false;
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.kind() == FaultKind.GARBAGE && strikes(fault, stream, elapsedNs)) {
        followed |= randoms.get(i).nextDouble() < fault.value();
      }
    }
    return followed;
  }

  /** How much later than due the frame is sent. */
  long delayNs(StreamId stream, long elapsedNs) {
    long delay = 0;
    for (Fault fault : faults) {
      if (fault.kind() == FaultKind.SLOW && strikes(fault, stream, elapsedNs)) {
        delay = Math.max(delay, Math.round(fault.value() * NANOS_PER_MS));
      }
    }
    return delay;
  }

  /**
   * Whether a connect is refused.
   *
   * <p>A refusal from the beginning is counted from when the simulator listens: a market that
   * nobody can reach never starts.
   *
   * @param elapsedNs time since the market's start; negative before it
   * @param listeningNs time since the simulator listens
   */
  boolean isConnectRefused(long elapsedNs, long listeningNs) {
    return faults.stream()
        .filter(fault -> fault.kind() == FaultKind.REFUSE && fault.stream().isEmpty())
        .anyMatch(fault -> fault.isActive(fault.startNs() == 0 ? listeningNs : elapsedNs));
  }

  /** Whether the subscription of one stream is refused; the times as above. */
  boolean isSubscriptionRefused(StreamId stream, long elapsedNs, long listeningNs) {
    return faults.stream()
        .filter(fault -> fault.kind() == FaultKind.REFUSE && fault.stream().isPresent())
        .filter(fault -> fault.concerns(stream))
        .anyMatch(fault -> fault.isActive(fault.startNs() == 0 ? listeningNs : elapsedNs));
  }

  /** The next disconnection that is due, once. */
  Optional<Disconnection> takeDisconnection(long elapsedNs) {
    if (nextDisconnection < disconnections.size()
        && disconnections.get(nextDisconnection).atNs() <= elapsedNs) {
      return Optional.of(disconnections.get(nextDisconnection++));
    }
    return Optional.empty();
  }

  /** When the next disconnection is due; {@link Long#MAX_VALUE} if there is none. */
  long nextDisconnectionNs() {
    return nextDisconnection < disconnections.size()
        ? disconnections.get(nextDisconnection).atNs()
        : Long.MAX_VALUE;
  }

  /** The streams that faults are limited to. */
  List<StreamId> namedStreams() {
    return faults.stream().flatMap(fault -> fault.stream().stream()).toList();
  }

  private static boolean strikes(Fault fault, StreamId stream, long elapsedNs) {
    return fault.isActive(elapsedNs) && fault.concerns(stream);
  }
}
