package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Open, high, low, close and volume of an interval, which may still be running.
 *
 * @param interval as the venue spells it: {@code 1m} and {@code 1M} differ
 * @param openTimeNs when the interval began, nanoseconds since the epoch; names the candle
 * @param volume in the unit of the origin
 * @param quoteVolume in what is paid with
 * @param trades how many, or {@link #UNKNOWN_COUNT}
 * @param isClosed whether the venue said that it is final; some never say and only begin the next
 */
public record Candle(
    Origin origin,
    String interval,
    long openTimeNs,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    Optional<BigDecimal> volume,
    Optional<BigDecimal> quoteVolume,
    long trades,
    boolean isClosed)
    implements MarketEvent {

  /** The venue does not count its trades. */
  public static final long UNKNOWN_COUNT = -1;

  public Candle {
    requireNonNull(origin, "origin");
    requireNonNull(interval, "interval");
    requireNonNull(open, "open");
    requireNonNull(high, "high");
    requireNonNull(low, "low");
    requireNonNull(close, "close");
    requireNonNull(volume, "volume");
    requireNonNull(quoteVolume, "quoteVolume");
  }
}
