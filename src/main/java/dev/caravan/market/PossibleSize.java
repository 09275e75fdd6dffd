package dev.caravan.market;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Refuses quantities below zero, and of zero where something changed hands.
 *
 * <p>A level of zero at a live price is fine: some venues round what they show.
 */
public final class PossibleSize implements Validator {

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    return wrong(event).map(what -> Refusals.of(event, Reason.IMPOSSIBLE_SIZE, what));
  }

  private static Optional<String> wrong(MarketEvent event) {
    if (event instanceof Trade trade) {
      return positive(trade.size());
    }
    if (event instanceof Liquidation liquidation) {
      return positive(liquidation.size());
    }
    if (event instanceof Quote quote) {
      return quote
          .bid()
          .flatMap(bid -> notNegative("bid size", bid.size()))
          .or(() -> quote.ask().flatMap(ask -> notNegative("ask size", ask.size())));
    }
    if (event instanceof BookSnapshot book) {
      return notNegative(book.bids()).or(() -> notNegative(book.asks()));
    }
    if (event instanceof BookDelta delta) {
      return notNegative(delta.bids()).or(() -> notNegative(delta.asks()));
    }
    if (event instanceof Candle candle) {
      return notNegative(candle.volume()).or(() -> notNegative(candle.quoteVolume()));
    }
    if (event instanceof Ticker ticker) {
      return notNegative(ticker.volume()).or(() -> notNegative(ticker.quoteVolume()));
    }
    if (event instanceof OpenInterest interest) {
      return notNegative("open interest", interest.size());
    }
    return Optional.empty();
  }

  private static Optional<String> positive(BigDecimal size) {
    return size.signum() > 0 ? Optional.empty() : Optional.of("size is " + size);
  }

  private static Optional<String> notNegative(Optional<BigDecimal> volume) {
    return volume.flatMap(value -> notNegative("volume", value));
  }

  private static Optional<String> notNegative(List<Level> levels) {
    for (Level level : levels) {
      if (level.size().signum() < 0) {
        return notNegative("size at " + level.price(), level.size());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> notNegative(String what, BigDecimal size) {
    return size.signum() >= 0 ? Optional.empty() : Optional.of(what + " is " + size);
  }
}
