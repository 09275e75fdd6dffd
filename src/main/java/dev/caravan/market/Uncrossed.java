package dev.caravan.market;

import java.util.List;
import java.util.Optional;

/**
 * Refuses a quote or a book whose best bid is not below its best ask: nobody would leave both
 * standing.
 */
public final class Uncrossed implements Validator {

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    if (event instanceof Quote quote) {
      return isCrossed(quote.bid(), quote.ask())
          ? Optional.of(
              Refusals.of(
                  event,
                  Reason.CROSSED_QUOTE,
                  crossed(quote.bid().orElseThrow(), quote.ask().orElseThrow())))
          : Optional.empty();
    }
    if (event instanceof BookSnapshot book) {
      Optional<Level> bid = best(book.bids());
      Optional<Level> ask = best(book.asks());
      return isCrossed(bid, ask)
          ? Optional.of(
              Refusals.of(
                  event, Reason.CROSSED_BOOK, crossed(bid.orElseThrow(), ask.orElseThrow())))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean isCrossed(Optional<Level> bid, Optional<Level> ask) {
    return bid.isPresent()
        && ask.isPresent()
        && bid.get().price().compareTo(ask.get().price()) >= 0;
  }

  /** What a venue shows with a size of zero is not there, or too small to be shown. */
  private static Optional<Level> best(List<Level> levels) {
    for (Level level : levels) {
      if (!level.isRemoval()) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  static String crossed(Level bid, Level ask) {
    return "best bid " + bid.price() + " is not below best ask " + ask.price();
  }
}
