package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.util.Optional;

/**
 * One fault of a plan: what goes wrong, how much, when and where.
 *
 * @param value a share, a count or milliseconds, as the kind says
 * @param startNs when it begins, from the market's start
 * @param lengthNs how long it lasts; {@link #FOR_EVER} if it does not end
 * @param stream the stream it is limited to; one without symbol stands for the whole channel
 */
record Fault(FaultKind kind, double value, long startNs, long lengthNs, Optional<StreamId> stream) {

  static final long FOR_EVER = Long.MAX_VALUE;

  boolean isActive(long elapsedNs) {
    return elapsedNs >= startNs && (lengthNs == FOR_EVER || elapsedNs - startNs < lengthNs);
  }

  boolean concerns(StreamId other) {
    return stream.isEmpty()
        || stream.get().equals(other)
        || (stream.get().symbol().isEmpty() && stream.get().channel().equals(other.channel()));
  }
}
