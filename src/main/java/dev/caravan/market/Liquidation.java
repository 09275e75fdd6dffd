package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * A position that the venue closed by force.
 *
 * @param side of the closing order: a sale ends a long position
 * @param price of the order, or at which it was filled where the venue says only that
 * @param size in the unit of the origin
 * @param tradeTimeNs when it happened, nanoseconds since the epoch
 */
public record Liquidation(
    Origin origin, Side side, BigDecimal price, BigDecimal size, long tradeTimeNs)
    implements MarketEvent {

  public Liquidation {
    requireNonNull(origin, "origin");
    requireNonNull(side, "side");
    requireNonNull(price, "price");
    requireNonNull(size, "size");
  }
}
