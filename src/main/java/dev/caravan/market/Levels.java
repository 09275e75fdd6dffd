package dev.caravan.market;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** Knows the order of the levels of a book. */
final class Levels {

  /** Highest price first. */
  static final Comparator<BigDecimal> BIDS = Comparator.reverseOrder();

  /** Lowest price first. */
  static final Comparator<BigDecimal> ASKS = Comparator.naturalOrder();

  private Levels() {}

  /** An unmodifiable copy in this order of prices. */
  static List<Level> bestFirst(List<Level> levels, Comparator<BigDecimal> order) {
    for (int i = 1; i < levels.size(); i++) {
      if (order.compare(levels.get(i - 1).price(), levels.get(i).price()) > 0) {
        return levels.stream().sorted(Comparator.comparing(Level::price, order)).toList();
      }
    }
    return List.copyOf(levels);
  }
}
