package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The venue's statistics of a window that ends now; what it does not say is empty.
 *
 * @param window how long the window is, as the venue spells it: {@code 24h}, {@code 1h}; {@code
 *     day} where it begins at midnight
 * @param last price of the last trade
 * @param open price at the window's beginning
 * @param volume in the unit of the origin
 * @param quoteVolume in what is paid with
 * @param bid best bid, where the ticker carries it
 * @param ask best ask, where the ticker carries it
 */
public record Ticker(
    Origin origin,
    String window,
    Optional<BigDecimal> last,
    Optional<BigDecimal> open,
    Optional<BigDecimal> high,
    Optional<BigDecimal> low,
    Optional<BigDecimal> volume,
    Optional<BigDecimal> quoteVolume,
    Optional<Level> bid,
    Optional<Level> ask)
    implements MarketEvent {

  public Ticker {
    requireNonNull(origin, "origin");
    requireNonNull(window, "window");
    requireNonNull(last, "last");
    requireNonNull(open, "open");
    requireNonNull(high, "high");
    requireNonNull(low, "low");
    requireNonNull(volume, "volume");
    requireNonNull(quoteVolume, "quoteVolume");
    requireNonNull(bid, "bid");
    requireNonNull(ask, "ask");
  }
}
