package dev.caravan.market;

import java.time.Duration;
import java.util.Optional;

/**
 * Refuses times that cannot be: of no year in which anything was traded, or of something that
 * happened after it was told.
 *
 * <p>Whether the venue's time fits the stream's clock is {@link StreamClock}'s to say.
 */
public final class PossibleTime implements Validator {

  private static final long MOST_AFTER_NS = Duration.ofMinutes(1).toNanos();

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    long happenedNs = happenedNs(event);
    long toldNs = event.origin().venueTimeNs();
    if (!StreamClock.isOfThisWorld(toldNs)) {
      return Optional.of(refusal(event, "venue time " + toldNs + "ns"));
    }
    if (!StreamClock.isOfThisWorld(happenedNs)) {
      return Optional.of(refusal(event, "happened at " + happenedNs + "ns"));
    }
    return toldNs != Origin.NO_TIME && happenedNs > toldNs + MOST_AFTER_NS
        ? Optional.of(refusal(event, "happened after it was told"))
        : Optional.empty();
  }

  private static long happenedNs(MarketEvent event) {
    if (event instanceof Trade trade) {
      return trade.tradeTimeNs();
    }
    if (event instanceof Candle candle) {
      return candle.openTimeNs();
    }
    return event instanceof Liquidation liquidation ? liquidation.tradeTimeNs() : Origin.NO_TIME;
  }

  static Refusal refusal(MarketEvent event, String what) {
    return Refusals.of(event, Reason.IMPOSSIBLE_TIME, what);
  }
}
