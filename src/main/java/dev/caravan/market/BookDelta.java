package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Changed levels of a book, in the order the venue sent them; quantities are absolute.
 *
 * @param firstId first update id it accounts for: it leads on from a book that is true up to {@code
 *     firstId - 1} or later
 * @param lastId last update id it accounts for; below {@code firstId} where it changes nothing, or
 *     where the venue starts its ids anew
 */
public record BookDelta(
    Origin origin, long firstId, long lastId, List<Level> bids, List<Level> asks)
    implements MarketEvent {

  public BookDelta {
    requireNonNull(origin, "origin");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
