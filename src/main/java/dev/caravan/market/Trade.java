package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * One execution, or several fills of one order at one price where the channel aggregates.
 *
 * @param id the id that the stream's sequence is made of
 * @param firstFillId first of the single executions it covers; equals {@code lastFillId} for one,
 *     {@link MarketEvent#NO_ID} where the venue does not say
 * @param side of the aggressor
 * @param tradeTimeNs when it happened by the venue's clock; {@link Origin#venueTimeNs()} is when it
 *     was sent
 */
public record Trade(
    Origin origin,
    long id,
    long firstFillId,
    long lastFillId,
    BigDecimal price,
    BigDecimal size,
    Side side,
    long tradeTimeNs)
    implements MarketEvent {

  public Trade {
    requireNonNull(origin, "origin");
    requireNonNull(price, "price");
    requireNonNull(size, "size");
    requireNonNull(side, "side");
  }
}
