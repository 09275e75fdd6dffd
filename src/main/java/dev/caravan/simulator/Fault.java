package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.util.Optional;

/**
 * One fault of a plan: what goes wrong, how much, when and where.
 *
 * @param value a share, a count or milliseconds, as the kind says
 * @param startNs when it begins, from the market's start
 * @param lengthNs how long it lasts; {@link #FOR_EVER} if it does not end
 * @param place the connection it is limited to, by the place that it takes; {@link #EVERY_PLACE} if
 *     it is not limited
 * @param stream the stream it is limited to; one without symbol stands for the whole channel
 */
record Fault(
    FaultKind kind,
    double value,
    long startNs,
    long lengthNs,
    int place,
    Optional<StreamId> stream) {

  static final long FOR_EVER = Long.MAX_VALUE;
  static final int EVERY_PLACE = 0;

  boolean isActive(long elapsedNs) {
    return elapsedNs >= startNs && (lengthNs == FOR_EVER || elapsedNs - startNs < lengthNs);
  }

  /**
   * Whether it is active for what a client does, which it can also do before the market starts.
   *
   * <p>A fault from the beginning is counted from when the simulator listens then: a market that
   * nobody can reach never starts.
   *
   * @param elapsedNs time since the market's start; negative before it
   * @param listeningNs time since the simulator listens
   */
  boolean isActive(long elapsedNs, long listeningNs) {
    return isActive(startNs == 0 ? listeningNs : elapsedNs);
  }

  boolean concerns(StreamId other) {
    return stream.isEmpty()
        || stream.get().equals(other)
        || (stream.get().symbol().isEmpty() && stream.get().channel().equals(other.channel()));
  }

  /** Whether it strikes the connection that took this place, counted from 1. */
  boolean concerns(int taken) {
    return place == EVERY_PLACE || place == taken;
  }
}
