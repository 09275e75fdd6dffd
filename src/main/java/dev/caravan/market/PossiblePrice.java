package dev.caravan.market;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Refuses prices at or below zero.
 *
 * <p>A jump is not impossible, however wide. Zero is fine where a venue means "none yet" by it: in
 * tickers, indices, and candles without a trade.
 */
public final class PossiblePrice implements Validator {

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    Optional<String> wrong = wrong(event);
    return wrong.map(what -> Refusals.of(event, Reason.IMPOSSIBLE_PRICE, what));
  }

  private static Optional<String> wrong(MarketEvent event) {
    if (event instanceof Trade trade) {
      return positive("price", trade.price());
    }
    if (event instanceof Quote quote) {
      return quote
          .bid()
          .flatMap(bid -> positive("bid", bid.price()))
          .or(() -> quote.ask().flatMap(ask -> positive("ask", ask.price())));
    }
    if (event instanceof BookSnapshot book) {
      return positive(book.bids()).or(() -> positive(book.asks()));
    }
    if (event instanceof BookDelta delta) {
      return positive(delta.bids()).or(() -> positive(delta.asks()));
    }
    if (event instanceof Candle candle) {
      return candle.trades() == 0
          ? notNegative("low", candle.low())
          : positive("low", candle.low())
              .or(() -> positive("open", candle.open()))
              .or(() -> positive("high", candle.high()))
              .or(() -> positive("close", candle.close()));
    }
    if (event instanceof Ticker ticker) {
      return notNegative("last", ticker.last())
          .or(() -> notNegative("open", ticker.open()))
          .or(() -> notNegative("high", ticker.high()))
          .or(() -> notNegative("low", ticker.low()))
          .or(() -> ticker.bid().flatMap(bid -> positive("bid", bid.price())))
          .or(() -> ticker.ask().flatMap(ask -> positive("ask", ask.price())));
    }
    if (event instanceof MarkPrice mark) {
      return positive("mark price", mark.price())
          .or(() -> notNegative("index price", mark.indexPrice()));
    }
    if (event instanceof ReferencePrice reference) {
      return notNegative("reference price", reference.price());
    }
    if (event instanceof Liquidation liquidation) {
      return positive("price", liquidation.price());
    }
    return Optional.empty();
  }

  private static Optional<String> positive(List<Level> levels) {
    for (Level level : levels) {
      if (level.price().signum() <= 0) {
        return positive("level", level.price());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> positive(String what, BigDecimal price) {
    return price.signum() > 0 ? Optional.empty() : Optional.of(what + " is " + price);
  }

  private static Optional<String> notNegative(String what, Optional<BigDecimal> price) {
    return price.flatMap(value -> notNegative(what, value));
  }

  private static Optional<String> notNegative(String what, BigDecimal price) {
    return price.signum() >= 0 ? Optional.empty() : Optional.of(what + " is " + price);
  }
}
