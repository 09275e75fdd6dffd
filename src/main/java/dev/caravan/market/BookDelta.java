package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Changed levels of a book, in the order the venue sent them; quantities are absolute.
 *
 * @param firstId first update id it accounts for: it leads on from a book that is true up to {@code
 *     firstId - 1} or later
 * @param lastId last update id it accounts for; below {@code firstId} where it changes nothing, or
 *     where the venue starts its ids anew
 * @param check what the book is after it, where the venue says so
 */
public record BookDelta(
    Origin origin,
    long firstId,
    long lastId,
    List<Level> bids,
    List<Level> asks,
    Optional<BookCheck> check)
    implements MarketEvent {

  /** Changes of a book that nobody checks. */
  public BookDelta(Origin origin, long firstId, long lastId, List<Level> bids, List<Level> asks) {
    this(origin, firstId, lastId, bids, asks, Optional.empty());
  }

  public BookDelta {
    requireNonNull(origin, "origin");
    requireNonNull(check, "check");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
