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

  /** Aggregate trades of the last 48 h; trades one by one need a key. */
  @Override
  protected SnapshotBridge bridge(long lastUpdateId) {
    return SnapshotBridge.endingAt(lastUpdateId);
  }

  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return stream.channel().equals("aggTrade")
        ? Optional.of(trades("/aggTrades", stream, firstId, count, 20))
        : Optional.empty();
  }
}
