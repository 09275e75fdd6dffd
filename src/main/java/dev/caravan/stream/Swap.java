package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * One replacement of a line: both connections deliver until the new one has proved that it has
 * every stream.
 *
 * <p>A stream is proved by a frame through the new connection, or, where the stream is quiet, by
 * the new connection being live for a while in which the old one brought nothing either. Event loop
 * only.
 */
final class Swap {

  final VenueConnection old;
  final VenueConnection successor;
  final String reason;
  final long startedAtNs;
  private final Set<StreamId> awaited;
  private final long quietNs;
  private boolean isLive;
  private long liveSinceNs;

  Swap(
      VenueConnection old,
      VenueConnection successor,
      Collection<StreamId> streams,
      String reason,
      Duration quiet,
      long nowNs) {
    this.old = old;
    this.successor = successor;
    this.awaited = new HashSet<>(streams);
    this.reason = reason;
    this.quietNs = quiet.toNanos();
    this.startedAtNs = nowNs;
  }

  /** Everything that the successor asked for was answered. */
  void live(long nowNs) {
    if (!isLive) {
      isLive = true;
      liveSinceNs = nowNs;
    }
  }

  /** The successor lost its socket; what it proved is proved no more. */
  void lost(Collection<StreamId> streams) {
    isLive = false;
    awaited.addAll(streams);
  }

  void delivered(StreamId stream) {
    awaited.remove(stream);
  }

  void gone(StreamId stream) {
    awaited.remove(stream);
  }

  /**
   * Whether the old connection may go.
   *
   * @param heardAtNs when a stream was heard last, through whichever connection
   */
  boolean isProved(ToLongFunction<StreamId> heardAtNs, long nowNs) {
    if (awaited.isEmpty()) {
      return true;
    }
    return isLive
        && nowNs - liveSinceNs >= quietNs
        && awaited.stream().allMatch(stream -> heardAtNs.applyAsLong(stream) <= liveSinceNs);
  }
}
