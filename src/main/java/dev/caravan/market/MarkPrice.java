package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The price at which a venue values open positions.
 *
 * @param indexPrice of the underlying, where the venue says it with it
 */
public record MarkPrice(Origin origin, BigDecimal price, Optional<BigDecimal> indexPrice)
    implements MarketEvent {

  public MarkPrice {
    requireNonNull(origin, "origin");
    requireNonNull(price, "price");
    requireNonNull(indexPrice, "indexPrice");
  }
}
