package dev.caravan.venue.binanceusdm;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.VenueLimits;
import dev.caravan.venue.binance.BinanceDialect;
import java.net.URI;
import java.time.Duration;

/**
 * Speaks Binance USD-M futures: combined streams, subscribed by message, on two paths.
 *
 * <p>A stream asked for on the wrong path is acknowledged and silent, so the channel decides the
 * path.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 3 and 11, after the venue's documents of
 * 2026-07/08 and wire measurements up to 2026-10-09.
 */
public final class BinanceUsdmDialect extends BinanceDialect {

  /** Books, best bid and ask, and trades one by one. */
  static final String PUBLIC_PATH = "/public/stream";

  /** Everything else: aggregates, prices, candles, tickers, liquidations. */
  static final String MARKET_PATH = "/market/stream";

  /**
   * The venue allows 1,024 streams and ends the connection at the next one; 200 is what its older
   * documents allowed and the safe side for books and trades. Its ping every 3 minutes is too slow
   * to notice a dead link, hence the probe.
   */
  private static final VenueLimits LIMITS =
      new VenueLimits(
          200,
          100,
          4000,
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(70),
          Duration.ofMillis(500),
          Duration.ofSeconds(60));

  /** What is sent there is slow: one update of a stream in 100 ms at most. */
  private static final VenueLimits MARKET_LIMITS = LIMITS.withStreamsPerConnection(1000);

  @Override
  public String venue() {
    return "binance-usdm";
  }

  @Override
  public URI defaultWebsocketUrl() {
    return URI.create("wss://fstream.binance.com");
  }

  @Override
  public String path(StreamId stream) {
    return isPublic(stream.channel()) ? PUBLIC_PATH : MARKET_PATH;
  }

  /** There is no stream of the open interest; sheet, section 5. */
  @Override
  public boolean isOverRestOnly(StreamId stream) {
    return stream.channel().equals("openInterest");
  }

  /**
   * Whether the venue delivers this channel on {@code /public}; all others are on the other path.
   */
  static boolean isPublic(String channel) {
    return channel.equals("trade")
        || channel.equals("bookTicker")
        || channel.equals("!bookTicker")
        || channel.startsWith("depth")
        || channel.startsWith("rpiDepth");
  }

  @Override
  public boolean isOfVenue(String channel) {
    return super.isOfVenue(channel) || channel.equals(BinanceUsdmMapping.SESSIONS);
  }

  @Override
  public VenueLimits limits() {
    return LIMITS;
  }

  @Override
  public VenueLimits limits(String path) {
    return path.equals(MARKET_PATH) ? MARKET_LIMITS : LIMITS;
  }
}
