package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Decides when a segment is full: at a UTC boundary or at a size.
 *
 * @param every a boundary is each whole multiple of this since 1970-01-01T00:00Z, so an hour means
 *     every full hour UTC
 * @param sizeBytes from which size on
 */
record RotationPolicy(Duration every, long sizeBytes) {

  private static final long A_MINUTE_NS = 60_000_000_000L;

  RotationPolicy {
    requireNonNull(every, "every");
    if (every.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("rotate-every must be 1 ms or more: " + every);
    }
    if (sizeBytes < 1) {
      throw new IllegalArgumentException("rotate-size must be 1 byte or more: " + sizeBytes);
    }
  }

  /** Whether a segment begun at {@code startedAtNs} is full. */
  boolean isDue(long startedAtNs, long bytes, long nowNs) {
    return bytes >= sizeBytes || nowNs >= boundaryAfter(startedAtNs);
  }

  /** Whether a segment will be full soon: in its last quarter, or within a minute. */
  boolean isNear(long startedAtNs, long bytes, long nowNs) {
    long lastPart = Math.min(every.toNanos() / 4, A_MINUTE_NS);
    return bytes >= sizeBytes - sizeBytes / 4 || nowNs >= boundaryAfter(startedAtNs) - lastPart;
  }

  /** First boundary above a wall time, nanoseconds since the epoch. */
  long boundaryAfter(long startedAtNs) {
    long everyNs = every.toNanos();
    return Math.addExact(Math.floorDiv(startedAtNs, everyNs) * everyNs, everyNs);
  }
}
