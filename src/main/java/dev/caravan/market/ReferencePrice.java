package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/** A price that the venue works out and at which nobody trades: an index or an average. */
public record ReferencePrice(Origin origin, BigDecimal price) implements MarketEvent {

  public ReferencePrice {
    requireNonNull(origin, "origin");
    requireNonNull(price, "price");
  }
}
