package dev.caravan.venue.gateio;

import dev.caravan.simulator.market.SimulatedBook;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What changed on a book since a stream last told, in the order in which levels first changed: not
 * that of prices. Not thread-safe.
 */
final class SimulatedGateioChanges implements SimulatedBook.Changes {

  private final Map<Long, Long> bids = new LinkedHashMap<>();
  private final Map<Long, Long> asks = new LinkedHashMap<>();
  private long toldUntil;

  SimulatedGateioChanges(long toldUntil) {
    this.toldUntil = toldUntil;
  }

  @Override
  public void changed(boolean isBid, long price, long quantity) {
    (isBid ? bids : asks).put(price, quantity);
  }

  Map<Long, Long> side(boolean isBid) {
    return isBid ? bids : asks;
  }

  long toldUntil() {
    return toldUntil;
  }

  void told(long lastId) {
    toldUntil = lastId;
    bids.clear();
    asks.clear();
  }
}
