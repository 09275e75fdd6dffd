package dev.caravan.venue.binancespot;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.VenueLimits;
import dev.caravan.venue.binance.BinanceDialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Speaks Binance spot: combined streams, subscribed by message.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 3 and 10, after the venue's
 * web-socket-streams.md of 2026-07-21 and wire measurements of autumn 2026.
 */
public final class BinanceSpotDialect extends BinanceDialect {

  /** One request per 500 ms held where one per 250 ms was closed with 1008. */
  private static final VenueLimits LIMITS =
      new VenueLimits(
          1000,
          100,
          4000,
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(60));

  @Override
  public String venue() {
    return "binance-spot";
  }

  @Override
  public URI defaultWebsocketUrl() {
    return URI.create("wss://stream.binance.com:9443");
  }

  @Override
  public List<URI> websocketUrls() {
    return List.of(defaultWebsocketUrl(), URI.create("wss://stream.binance.com:443"));
  }

  @Override
  public String path(StreamId stream) {
    return "/stream";
  }

  @Override
  public VenueLimits limits() {
    return LIMITS;
  }
}
