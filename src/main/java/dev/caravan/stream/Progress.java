package dev.caravan.stream;

import java.util.Arrays;

/**
 * Remembers how far each connection of one stream has come, so that a hole is held open only for
 * one that has not passed it yet.
 *
 * <p>Event loop only; one per stream.
 */
final class Progress {

  private int[] owners = new int[2];
  private long[] reached = new long[2];
  private int size;

  /** A connection delivered up to this id. */
  void reached(int owner, long lastId) {
    for (int i = 0; i < size; i++) {
      if (owners[i] == owner) {
        reached[i] = Math.max(reached[i], lastId);
        return;
      }
    }
    if (size == owners.length) {
      owners = Arrays.copyOf(owners, size * 2);
      reached = Arrays.copyOf(reached, size * 2);
    }
    owners[size] = owner;
    reached[size++] = lastId;
  }

  /** A connection is gone: it brings nothing more. */
  void lost(int owner) {
    for (int i = 0; i < size; i++) {
      if (owners[i] == owner) {
        size--;
        owners[i] = owners[size];
        reached[i] = reached[size];
        return;
      }
    }
  }

  /** Forgets all of them. */
  void clear() {
    size = 0;
  }

  /** Whether a connection has not come to this id yet. */
  boolean isSomeoneBefore(long id) {
    for (int i = 0; i < size; i++) {
      if (reached[i] < id) {
        return true;
      }
    }
    return false;
  }
}
