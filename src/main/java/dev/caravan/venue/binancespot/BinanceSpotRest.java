package dev.caravan.venue.binancespot;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestRequest;
import dev.caravan.venue.binance.BinanceRest;
import java.net.URI;
import java.util.Optional;

/**
 * Speaks the public REST of Binance spot.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 6 and 10, after the venue's rest-api.md of
 * 2026-07-21.
 */
public final class BinanceSpotRest extends BinanceRest {

  /** Half of the documented 6,000 a minute and address, which others behind it may share. */
  private static final int WEIGHT_PER_MINUTE = 3000;

  public BinanceSpotRest() {
    super("/api/v3");
  }

  @Override
  public String venue() {
    return "binance-spot";
  }

  @Override
  public URI defaultRestUrl() {
    return URI.create("https://api.binance.com");
  }

  @Override
  public int weightPerMinute() {
    return WEIGHT_PER_MINUTE;
  }

  /** Not only the trading ones: a halted symbol must be told from one that does not exist. */
  @Override
  public RestRequest instruments() {
    return request("/exchangeInfo?showPermissionSets=false", 20);
  }

  /** Diff depth only: a partial book is whole in every frame. */
  @Override
  public Optional<RestRequest> snapshot(StreamId stream) {
    if (!stream.channel().equals("depth") && !stream.channel().startsWith("depth@")) {
      return Optional.empty();
    }
    return Optional.of(request("/depth?symbol=" + encoded(stream) + "&limit=1000", 50));
  }

  @Override
  protected SnapshotBridge bridge(long lastUpdateId) {
    return SnapshotBridge.endingBehind(lastUpdateId);
  }

  @Override
  public Optional<RestRequest> backup(StreamId stream) {
    String channel = stream.channel();
    if (channel.startsWith("kline_")) {
      return candles(stream, 2);
    }
    Optional<Integer> levels = levels(channel);
    if (levels.isPresent()) {
      return Optional.of(ofSymbol("/depth", stream, "&limit=" + levels.get(), 5));
    }
    return switch (channel) {
      case "bookTicker" -> Optional.of(ofSymbol("/ticker/bookTicker", stream, "", 2));
      case "ticker" -> Optional.of(ofSymbol("/ticker/24hr", stream, "", 2));
      case "miniTicker" -> Optional.of(ofSymbol("/ticker/24hr", stream, "&type=MINI", 2));
      case "!miniTicker@arr" -> Optional.of(request("/ticker/24hr?type=MINI", 80));
      case "avgPrice" -> Optional.of(ofSymbol("/avgPrice", stream, "", 2));
      case "trade" -> Optional.of(ofSymbol("/trades", stream, "&limit=" + MOST_TRADES, 25));
      case "aggTrade" -> Optional.of(ofSymbol("/aggTrades", stream, "&limit=" + MOST_TRADES, 4));
      default -> snapshot(stream);
    };
  }

  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return switch (stream.channel()) {
      case "trade" -> Optional.of(trades("/historicalTrades", stream, firstId, count, 25));
      case "aggTrade" -> Optional.of(trades("/aggTrades", stream, firstId, count, 4));
      case "blockTrade" ->
          Optional.of(trades("/historicalBlockTrades", stream, firstId, count, 25));
      default -> Optional.empty();
    };
  }
}
