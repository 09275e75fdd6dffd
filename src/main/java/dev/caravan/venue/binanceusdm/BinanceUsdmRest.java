package dev.caravan.venue.binanceusdm;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestRequest;
import dev.caravan.venue.binance.BinanceRest;
import java.net.URI;
import java.util.Optional;

/**
 * Speaks the public REST of Binance USD-M futures.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 6, 7 and 11, after the venue's documents of
 * 2026-07/08 and wire measurements of 2026-10-07.
 */
public final class BinanceUsdmRest extends BinanceRest {

  /** Half of the documented 2,400 a clock minute and address, which COIN-M shares. */
  private static final int WEIGHT_PER_MINUTE = 1200;

  public BinanceUsdmRest() {
    super("/fapi/v1");
  }

  @Override
  public String venue() {
    return "binance-usdm";
  }

  @Override
  public URI defaultRestUrl() {
    return URI.create("https://fapi.binance.com");
  }

  @Override
  public int weightPerMinute() {
    return WEIGHT_PER_MINUTE;
  }

  /** Not only the trading ones: a halted symbol must be told from one that does not exist. */
  @Override
  public RestRequest instruments() {
    return request("/exchangeInfo", 1);
  }

  /** Deltas only: a partial book is whole in every frame. The book with RPI orders is another. */
  @Override
  public Optional<RestRequest> snapshot(StreamId stream) {
    String channel = stream.channel();
    if (channel.equals("depth") || channel.startsWith("depth@")) {
      return Optional.of(request("/depth?symbol=" + encoded(stream) + "&limit=1000", 20));
    }
    if (channel.startsWith("rpiDepth")) {
      return Optional.of(request("/rpiDepth?symbol=" + encoded(stream) + "&limit=1000", 20));
    }
    return Optional.empty();
  }

  @Override
  protected SnapshotBridge bridge(long lastUpdateId) {
    return SnapshotBridge.endingAt(lastUpdateId);
  }

  @Override
  public Optional<RestRequest> backup(StreamId stream) {
    String channel = stream.channel();
    if (channel.startsWith("kline_")) {
      return candles(stream, 1);
    }
    Optional<Integer> levels = levels(channel);
    if (levels.isPresent()) {
      return Optional.of(ofSymbol("/depth", stream, "&limit=" + levels.get(), 2));
    }
    return switch (channel) {
      case "bookTicker" -> Optional.of(ofSymbol("/ticker/bookTicker", stream, "", 2));
      case "!bookTicker" -> Optional.of(request("/ticker/bookTicker", 5));
      case "ticker", "miniTicker" -> Optional.of(ofSymbol("/ticker/24hr", stream, "", 1));
      case "!ticker@arr", "!miniTicker@arr" -> Optional.of(request("/ticker/24hr", 40));
      case "openInterest" -> Optional.of(ofSymbol("/openInterest", stream, "", 1));
      case "markPrice", "markPrice@1s" -> Optional.of(ofSymbol("/premiumIndex", stream, "", 1));
      case "!markPrice@arr", "!markPrice@arr@1s" -> Optional.of(request("/premiumIndex", 10));
      case "trade" -> trades(stream, 0, MOST_TRADES);
      case "aggTrade" -> Optional.of(ofSymbol("/aggTrades", stream, "&limit=" + MOST_TRADES, 20));
      default -> snapshot(stream);
    };
  }

  /**
   * Aggregate trades of the last 48 h by id. Trades one by one need a key for that; without one the
   * newest are given, whatever was asked for.
   */
  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return switch (stream.channel()) {
      case "aggTrade" -> Optional.of(trades("/aggTrades", stream, firstId, count, 20));
      case "trade" -> Optional.of(ofSymbol("/trades", stream, "&limit=" + MOST_TRADES, 5));
      default -> Optional.empty();
    };
  }
}
