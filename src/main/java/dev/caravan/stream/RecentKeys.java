package dev.caravan.stream;

/**
 * Remembers which connection delivered which ids of one stream lately, so that the copy of another
 * connection is known.
 *
 * <p>Keeps the keys of the last 60 s, at most 65,536, and grows as needed: two lines of a stream of
 * ten thousand frames a second may be seconds apart on a busy machine. Ids mostly grow, so a key
 * above the highest is new at a glance, and a copy is found near the end. Not thread-safe; one per
 * stream that more than one connection carries.
 */
final class RecentKeys {

  static final int MOST = 65_536;
  static final long WINDOW_NS = 60_000_000_000L;
  private static final int FIRST_CAPACITY = 32;

  private long[] firstIds = new long[FIRST_CAPACITY];
  private long[] lastIds = new long[FIRST_CAPACITY];
  private long[] timesNs = new long[FIRST_CAPACITY];
  private int[] owners = new int[FIRST_CAPACITY];
  private final int[] others = new int[8];
  private final int[] otherCounts = new int[8];
  private int start;
  private int size;
  private long highest = Long.MIN_VALUE;

  /**
   * Whether another connection delivered exactly these ids lately, more often than {@code owner}
   * did so far.
   *
   * <p>What one connection repeats is no copy: only what another one has said as often already is.
   */
  boolean isCopy(long firstId, long lastId, int owner) {
    if (size == 0 || lastId > highest) {
      return false;
    }
    int own = 0;
    int distinct = 0;
    for (int i = size - 1; i >= 0; i--) {
      int at = index(i);
      if (lastIds[at] == lastId && firstIds[at] == firstId) {
        if (owners[at] == owner) {
          own++;
        } else {
          distinct = count(owners[at], distinct);
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
    while (size > 0 && (size == MOST || nowNs - timesNs[start] > WINDOW_NS)) {
      start = (start + 1) % lastIds.length;
      size--;
    }
    if (size == lastIds.length) {
      grow();
    }
    int at = index(size++);
    firstIds[at] = firstId;
    lastIds[at] = lastId;
    timesNs[at] = nowNs;
    owners[at] = owner;
    highest = Math.max(highest, lastId);
  }

  int size() {
    return size;
  }

  private int index(int i) {
    int at = start + i;
    return at < lastIds.length ? at : at - lastIds.length;
  }

  private void grow() {
    int capacity = Math.min(MOST, lastIds.length * 2);
    firstIds = unrolled(firstIds, capacity);
    lastIds = unrolled(lastIds, capacity);
    timesNs = unrolled(timesNs, capacity);
    int[] grown = new int[capacity];
    for (int i = 0; i < size; i++) {
      grown[i] = owners[index(i)];
    }
    owners = grown;
    start = 0;
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] grown = new long[capacity];
    for (int i = 0; i < size; i++) {
      grown[i] = ring[index(i)];
    }
    return grown;
  }
}
