package dev.caravan.merge;

import dev.caravan.instrument.StreamId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers which frames each of the two recordings delivered lately, so that the copy of the other
 * one is known.
 *
 * <p>What one recording holds twice is no copy of itself: a frame is a copy if the other recording
 * delivered its key more often than its own did so far. Keeps the last minute, and at most half a
 * million frames. Not thread-safe.
 */
final class CopyWindow {

  static final long WINDOW_NS = 60_000_000_000L;
  static final int MOST = 1 << 19;

  private record Key(StreamId stream, long first, long last) {}

  /** How often each side delivered a key, and when last. */
  private static final class Seen {
    private int ofA;
    private int ofB;
    private long timeOfA;
    private long timeOfB;

    private int count(Side side) {
      return side == Side.A ? ofA : ofB;
    }

    private void add(Side side, long timeNs) {
      if (side == Side.A) {
        ofA++;
        timeOfA = timeNs;
      } else {
        ofB++;
        timeOfB = timeNs;
      }
    }

    private boolean forget(Side side) {
      if (side == Side.A) {
        ofA--;
      } else {
        ofB--;
      }
      return ofA + ofB == 0;
    }
  }

  private record Entry(Key key, Side side, long alignedNs) {}

  private final Map<Key, Seen> seen = new HashMap<>();
  private final ArrayDeque<Entry> order = new ArrayDeque<>();
  private boolean isKnown;
  private OptionalLong difference = OptionalLong.empty();

  /**
   * Takes a frame and says whether it is a copy.
   *
   * @param timeNs by its own recording's clock
   * @param alignedNs by the clock of the first recording
   */
  boolean isCopy(StreamId stream, long first, long last, Side side, long timeNs, long alignedNs) {
    while (!order.isEmpty()
        && (order.size() >= MOST || alignedNs - order.peekFirst().alignedNs() > WINDOW_NS)) {
      forget(order.removeFirst());
    }
    Key key = new Key(stream, first, last);
    Seen before = seen.computeIfAbsent(key, unused -> new Seen());
    isKnown = before.ofA + before.ofB > 0;
    boolean isCopy = before.count(side.other()) > before.count(side);
    difference = OptionalLong.empty();
    if (isCopy && before.ofA + before.ofB == 1) {
      difference =
          OptionalLong.of(side == Side.B ? timeNs - before.timeOfA : before.timeOfB - timeNs);
    }
    before.add(side, timeNs);
    order.addLast(new Entry(key, side, alignedNs));
    return isCopy;
  }

  private void forget(Entry entry) {
    Seen counts = seen.get(entry.key());
    if (counts != null && counts.forget(entry.side())) {
      seen.remove(entry.key());
    }
  }

  /** Whether anybody had delivered the key of the last frame asked for. */
  boolean isKnown() {
    return isKnown;
  }

  /** How much later the second recording has the last copy than the first, by their clocks. */
  OptionalLong difference() {
    return difference;
  }
}
