package dev.caravan.venue.okx;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The book of one simulated instrument: levels one tick apart around a spread of one tick, so that
 * it is never crossed.
 *
 * <p>Each change has an id above the one before; ids in between are other instruments'. Not
 * thread-safe.
 */
final class SimulatedOkxBook {

  private static final int DEPTH = 40;
  private static final int MOST_SIZE = 5_000;
  private static final int MOST_FOREIGN_IDS = 9;

  /** How far ids go back when the venue begins them anew. */
  private static final long RESET = 1_000_000;

  private final TreeMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<Long, Long> asks = new TreeMap<>();
  private final TreeMap<Long, Long> changedBids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<Long, Long> changedAsks = new TreeMap<>();
  private final SplittableRandom random;
  private long seqId;
  private long timeMs;

  /**
   * Opens a book.
   *
   * @param bestBid in ticks of a tenth
   */
  SimulatedOkxBook(long bestBid, long firstSeqId, long seed) {
    this.random = new SplittableRandom(seed);
    this.seqId = firstSeqId;
    for (int i = 0; i < DEPTH; i++) {
      bids.put(bestBid - i, size());
      asks.put(bestBid + 1 + i, size());
    }
  }

  private long size() {
    return 1 + random.nextLong(MOST_SIZE);
  }

  long seqId() {
    return seqId;
  }

  /** Lets something change; what it was is then in {@link #changes}. */
  void step(long nowMs) {
    timeMs = nowMs;
    changedBids.clear();
    changedAsks.clear();
    seqId += 1 + random.nextInt(MOST_FOREIGN_IDS);
    switch (random.nextInt(8)) {
      case 0 -> move(asks, changedAsks, bids, changedBids, 1);
      case 1 -> move(bids, changedBids, asks, changedAsks, -1);
      default -> {
        boolean isBid = random.nextBoolean();
        TreeMap<Long, Long> side = isBid ? bids : asks;
        long price = side.firstKey() + (isBid ? -1 : 1) * random.nextInt(DEPTH);
        set(side, isBid ? changedBids : changedAsks, price, size());
      }
    }
  }

  /** The best level of one side is taken and the other side follows; so do the far ends. */
  private void move(
      TreeMap<Long, Long> taken,
      TreeMap<Long, Long> changedTaken,
      TreeMap<Long, Long> follows,
      TreeMap<Long, Long> changedFollows,
      int direction) {
    long price = taken.firstKey();
    if (price <= DEPTH + 1) {
      return;
    }
    set(taken, changedTaken, price, 0);
    set(taken, changedTaken, taken.lastKey() + direction, size());
    set(follows, changedFollows, follows.lastKey(), 0);
    set(follows, changedFollows, price, size());
  }

  private static void set(
      TreeMap<Long, Long> side, TreeMap<Long, Long> changed, long price, long size) {
    if (size == 0) {
      side.remove(price);
    } else {
      side.put(price, size);
    }
    changed.put(price, size);
  }

  /** Nothing changes. */
  void rest() {
    changedBids.clear();
    changedAsks.clear();
  }

  /** The venue begins its ids anew. */
  void beginIdsAnew() {
    seqId -= RESET;
  }

  /** {@code "asks":[…],"bids":[…],"ts":"…"}: what changed last. */
  String changes(long nowMs) {
    return "\"asks\":"
        + levels(changedAsks, DEPTH)
        + ",\"bids\":"
        + levels(changedBids, DEPTH)
        + ",\"ts\":\""
        + nowMs
        + "\"";
  }

  /** The same of the best levels. */
  String best(int levels) {
    return "\"asks\":"
        + levels(asks, levels)
        + ",\"bids\":"
        + levels(bids, levels)
        + ",\"ts\":\""
        + timeMs
        + "\"";
  }

  private static String levels(Map<Long, Long> side, int most) {
    StringBuilder text = new StringBuilder(most * 24).append('[');
    int put = 0;
    for (Map.Entry<Long, Long> level : side.entrySet()) {
      if (put++ == most) {
        break;
      }
      text.append(put > 1 ? "," : "").append("[\"").append(tenths(level.getKey())).append("\",\"");
      text.append(tenths(level.getValue())).append("\",\"0\",\"");
      text.append(level.getValue() == 0 ? 0 : 1).append("\"]");
    }
    return text.append(']').toString();
  }

  static String tenths(long value) {
    return value % 10 == 0
        ? Long.toString(value / 10)
        : BigDecimal.valueOf(value, 1).toPlainString();
  }

  /** Best bid, in tenths. */
  long bestBid() {
    return bids.firstKey();
  }

  /** Best ask, in tenths. */
  long bestAsk() {
    return asks.firstKey();
  }
}
