package dev.caravan.market;

import java.math.BigDecimal;
import java.util.Optional;

/** Refuses a candle whose open or close lies outside of its low and high. */
public final class PossibleCandle implements Validator {

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    if (!(event instanceof Candle candle)) {
      return Optional.empty();
    }
    boolean isPossible =
        isInside(candle.open(), candle)
            && isInside(candle.close(), candle)
            && candle.low().compareTo(candle.high()) <= 0;
    return isPossible
        ? Optional.empty()
        : Optional.of(
            Refusals.of(
                event,
                Reason.IMPOSSIBLE_CANDLE,
                "open "
                    + candle.open()
                    + " high "
                    + candle.high()
                    + " low "
                    + candle.low()
                    + " close "
                    + candle.close()));
  }

  private static boolean isInside(BigDecimal price, Candle candle) {
    return price.compareTo(candle.low()) >= 0 && price.compareTo(candle.high()) <= 0;
  }
}
