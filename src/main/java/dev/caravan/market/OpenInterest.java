package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * How much is held open in a derivative.
 *
 * @param size in the unit of the origin
 */
public record OpenInterest(Origin origin, BigDecimal size) implements MarketEvent {

  public OpenInterest {
    requireNonNull(origin, "origin");
    requireNonNull(size, "size");
  }
}
