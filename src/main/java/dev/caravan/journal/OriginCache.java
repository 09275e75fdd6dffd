package dev.caravan.journal;

import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream and connection stood in the same bytes before, so that reading a segment
 * makes each name once.
 *
 * <p>Shape of the key: the bytes from the first quote of the stream to the last quote of the
 * connection. Forgets a name when another one falls into its place. Not thread-safe.
 */
final class OriginCache {
  /** What the bytes meant. */
  record Origin(byte[] key, StreamId stream, String connection) {}

  private static final int SLOT_BITS = 13;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final @Nullable Origin[] slots = new Origin[1 << SLOT_BITS];

  @Nullable Origin find(byte[] bytes, int from, int to) {
    Origin origin = slots[slot(bytes, from, to)];
    return origin != null && Arrays.equals(origin.key(), 0, origin.key().length, bytes, from, to)
        ? origin
        : null;
  }

  Origin add(byte[] bytes, int from, int to, StreamId stream, String connection) {
    Origin origin = new Origin(Arrays.copyOfRange(bytes, from, to), stream, connection);
    slots[slot(bytes, from, to)] = origin;
    return origin;
  }

  private int slot(byte[] bytes, int from, int to) {
    long hash = to - from;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      hash = (hash ^ (long) Utf8.LONGS.get(bytes, i)) * SPREAD;
      hash ^= hash >>> 32;
    }
    for (; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    hash *= SPREAD;
    return (int) (hash >>> (64 - SLOT_BITS));
  }
}
