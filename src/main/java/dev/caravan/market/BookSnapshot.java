package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A book as it was, whole or its best levels; replaces what was known.
 *
 * @param lastId the update id up to which it is true, or {@link MarketEvent#NO_ID}
 * @param bids best first, whatever order the venue sent
 * @param asks best first, whatever order the venue sent
 */
public record BookSnapshot(Origin origin, long lastId, List<Level> bids, List<Level> asks)
    implements MarketEvent {

  public BookSnapshot {
    requireNonNull(origin, "origin");
    bids = Levels.bestFirst(bids, Levels.BIDS);
    asks = Levels.bestFirst(asks, Levels.ASKS);
  }
}
