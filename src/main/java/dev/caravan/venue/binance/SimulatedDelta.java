package dev.caravan.venue.binance;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What changed on a book since one of its delta streams last told.
 *
 * <p>Not thread-safe.
 */
public final class SimulatedDelta implements SimulatedBook.Changes {

  private final TreeMap<Long, Long> bids = new TreeMap<>();
  private final TreeMap<Long, Long> asks = new TreeMap<>();
  private long toldUntil;

  SimulatedDelta(long toldUntil) {
    this.toldUntil = toldUntil;
  }

  @Override
  public void changed(boolean isBid, long price, long quantity) {
    (isBid ? bids : asks).put(price, quantity);
  }

  /** The last id of what was told. */
  public long toldUntil() {
    return toldUntil;
  }

  /** Appends {@code [["price","quantity"],…]} of one side, in order of price. */
  public void putSide(boolean isBid, boolean isAscending, SimulatedFrameBuffer into) {
    TreeMap<Long, Long> side = isBid ? bids : asks;
    into.put('[');
    boolean isFirst = true;
    for (Map.Entry<Long, Long> level : (isAscending ? side : side.descendingMap()).entrySet()) {
      if (!isFirst) {
        into.put(',');
      }
      isFirst = false;
      into.putLevel(level.getKey(), level.getValue());
    }
    into.put(']');
  }

  /** Begins anew: everything up to this id is told. */
  public void told(long lastId) {
    toldUntil = lastId;
    bids.clear();
    asks.clear();
  }

  /** Tells all of them; the list may grow later. */
  static SimulatedBook.Changes all(List<SimulatedDelta> deltas) {
    return (isBid, price, quantity) -> {
      for (int i = 0; i < deltas.size(); i++) {
        deltas.get(i).changed(isBid, price, quantity);
      }
    };
  }
}
