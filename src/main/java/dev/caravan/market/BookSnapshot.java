package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A book as it was, whole or its best levels; replaces what was known.
 *
 * @param lastId the update id up to which it is true, or {@link MarketEvent#NO_ID}
 * @param bids best first, whatever order the venue sent
 * @param asks best first, whatever order the venue sent
 * @param check what it has to be, where the venue says so
 */
public record BookSnapshot(
    Origin origin, long lastId, List<Level> bids, List<Level> asks, Optional<BookCheck> check)
    implements MarketEvent {

  /** A book that nobody checks. */
  public BookSnapshot(Origin origin, long lastId, List<Level> bids, List<Level> asks) {
    this(origin, lastId, bids, asks, Optional.empty());
  }

  public BookSnapshot {
    requireNonNull(origin, "origin");
    requireNonNull(check, "check");
    bids = Levels.bestFirst(bids, Levels.BIDS);
    asks = Levels.bestFirst(asks, Levels.ASKS);
  }
}
