package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Best bid and best ask; a side without orders is empty.
 *
 * @param bookId the book's update id, or {@link MarketEvent#NO_ID}
 */
public record Quote(Origin origin, long bookId, Optional<Level> bid, Optional<Level> ask)
    implements MarketEvent {

  public Quote {
    requireNonNull(origin, "origin");
    requireNonNull(bid, "bid");
    requireNonNull(ask, "ask");
  }
}
