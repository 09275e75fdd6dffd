package dev.caravan.stream;

import java.util.Arrays;

/**
 * Remembers which connection delivered which ids of one stream lately, so that the copy of another
 * connection is known.
 *
 * <p>Keeps the keys of the last 60 s, at most a million, and grows as needed: two lines of a stream
 * of ten thousand frames a second may be many seconds apart on a busy machine, and a stream of ten
 * a second costs next to nothing.
 *
 * <p>Shape: a ring of entries in order of arrival, numbered for ever; each bucket of a hash table
 * names its newest entry, each entry the next older one of its bucket. An entry whose number lies
 * behind the ring's start is gone, so nothing is ever unlinked. Not thread-safe; one per stream
 * that more than one connection carries.
 */
final class RecentKeys {

  static final int MOST = 1 << 20;
  static final long WINDOW_NS = 60_000_000_000L;
  private static final int FIRST_CAPACITY = 32;
  private static final long NOTHING = -1;

  private long[] firstIds = new long[FIRST_CAPACITY];
  private long[] lastIds = new long[FIRST_CAPACITY];
  private long[] timesNs = new long[FIRST_CAPACITY];
  private int[] owners = new int[FIRST_CAPACITY];
  private long[] olderInBucket = new long[FIRST_CAPACITY];
  private long[] newestOfBucket = filled(FIRST_CAPACITY);
  private final int[] others = new int[8];
  private final int[] otherCounts = new int[8];
  private long start;
  private long end;
  private long highest = Long.MIN_VALUE;

  /**
   * Whether another connection delivered exactly these ids lately, more often than {@code owner}
   * did so far.
   *
   * <p>What one connection repeats is no copy: only what another one has said as often already is.
   */
  boolean isCopy(long firstId, long lastId, int owner) {
    if (lastId > highest) {
      return false;
    }
    int own = 0;
    int distinct = 0;
    for (long at = newestOfBucket[bucket(firstId, lastId)];
        at >= start;
        at = olderInBucket[slot(at)]) {
      int slot = slot(at);
      if (lastIds[slot] == lastId && firstIds[slot] == firstId) {
        if (owners[slot] == owner) {
          own++;
        } else {
          distinct = count(owners[slot], distinct);
        }
      }
    }
    int most = 0;
    for (int i = 0; i < distinct; i++) {
      most = Math.max(most, otherCounts[i]);
    }
    return most > own;
  }

  private int count(int other, int distinct) {
    for (int i = 0; i < distinct; i++) {
      if (others[i] == other) {
        otherCounts[i]++;
        return distinct;
      }
    }
    if (distinct == others.length) {
      return distinct;
    }
    others[distinct] = other;
    otherCounts[distinct] = 1;
    return distinct + 1;
  }

  /** Remembers a frame, recorded or not. */
  void add(long firstId, long lastId, int owner, long nowNs) {
    while (start < end && (size() == MOST || nowNs - timesNs[slot(start)] > WINDOW_NS)) {
      start++;
    }
    if (size() == lastIds.length) {
      grow();
    }
    append(firstId, lastId, owner, nowNs);
  }

  private void append(long firstId, long lastId, int owner, long timeNs) {
    int slot = slot(end);
    int bucket = bucket(firstId, lastId);
    firstIds[slot] = firstId;
    lastIds[slot] = lastId;
    timesNs[slot] = timeNs;
    owners[slot] = owner;
    olderInBucket[slot] = newestOfBucket[bucket];
    newestOfBucket[bucket] = end++;
    highest = Math.max(highest, lastId);
  }

  int size() {
    return (int) (end - start);
  }

  private int slot(long number) {
    return (int) number & (lastIds.length - 1);
  }

  private int bucket(long firstId, long lastId) {
    long mixed = (lastId * 31 + firstId) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 33) & (newestOfBucket.length - 1);
  }

  private void grow() {
    long[] firsts = firstIds;
    long[] lasts = lastIds;
    long[] times = timesNs;
    int[] owned = owners;
    int mask = lasts.length - 1;
    int capacity = lasts.length * 2;
    firstIds = new long[capacity];
    lastIds = new long[capacity];
    timesNs = new long[capacity];
    owners = new int[capacity];
    olderInBucket = new long[capacity];
    newestOfBucket = filled(capacity);
    long from = start;
    long to = end;
    end = from;
    for (long number = from; number < to; number++) {
      int old = (int) number & mask;
      append(firsts[old], lasts[old], owned[old], times[old]);
    }
  }

  private static long[] filled(int capacity) {
    long[] buckets = new long[capacity];
    Arrays.fill(buckets, NOTHING);
    return buckets;
  }
}
