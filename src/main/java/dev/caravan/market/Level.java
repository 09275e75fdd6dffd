package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * One price of a book and the absolute quantity there; in a delta, a quantity of zero removes it.
 */
public record Level(BigDecimal price, BigDecimal size) {

  public Level {
    requireNonNull(price, "price");
    requireNonNull(size, "size");
  }

  /** Whether it takes the price out of the book; {@code 0.000} does so like {@code 0}. */
  public boolean isRemoval() {
    return size.signum() == 0;
  }
}
