package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.market.InvalidCount;
import dev.caravan.market.ReadCount;
import dev.caravan.market.Reason;
import dev.caravan.stream.StreamStatus.Phase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaravanMetricsTest {
  private final FakeDaemon daemon = new FakeDaemon();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CaravanMetrics metrics =
      new CaravanMetrics(registry, () -> DaemonStatus.of(daemon, Instant.now())).listen();

  @AfterEach
  void close() {
    metrics.close();
    registry.close();
  }

  @Test
  void shouldUseTheFixedNames() {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 100),
        stream("trade", "ETHUSDT", Phase.RECEIVING, 20),
        stream("depth@100ms", "ETHUSDT", Phase.WANTED, 0));
    daemon.gaps = List.of(new GapCount("binance-spot", "trade", "reconnect", 2, 6));
    daemon.read = List.of(new ReadCount("binance-spot", 30, 10));
    daemon.taps = List.of(new TapStatus("live", 3));
    daemon.invalid =
        List.of(
            new InvalidCount("binance-spot", "trade", Reason.IMPOSSIBLE_PRICE, 4),
            new InvalidCount("upbit", "trade", Reason.BACKWARD_ID, 6));

    metrics.refresh();

    String scrape = registry.scrape();
    for (String line :
        List.of(
            "caravan_streams{state=\"wanted\",venue=\"binance-spot\"} 3.0",
            "caravan_streams{state=\"acknowledged\",venue=\"binance-spot\"} 2.0",
            "caravan_streams{state=\"receiving\",venue=\"binance-spot\"} 2.0",
            "caravan_connections{venue=\"binance-spot\"} 1.0",
            "caravan_frames_total{channel=\"trade\",venue=\"binance-spot\"} 120.0",
            "caravan_gaps_total{cause=\"reconnect\",channel=\"trade\",venue=\"binance-spot\"} 2.0",
            "caravan_live_frames_total{result=\"read\",venue=\"binance-spot\"} 30.0",
            "caravan_live_frames_total{result=\"skipped\",venue=\"binance-spot\"} 10.0",
            "caravan_dropped_total{tap=\"live\"} 3.0",
            "caravan_invalid_total{channel=\"trade\",reason=\"impossible-price\","
                + "venue=\"binance-spot\"} 4.0",
            "caravan_oddities_total{channel=\"trade\",reason=\"backward-id\",venue=\"upbit\"} 6.0",
            "caravan_unsynced_seconds{venue=\"binance-spot\"} 0.64",
            "caravan_written_bytes_total{venue=\"binance-spot\"} 2.12E9")) {
      assertTrue(scrape.contains("\n" + line + "\n"), () -> line + " in\n" + scrape);
    }
    assertTrue(scrape.contains("\njvm_memory_used_bytes{"), scrape);
    assertTrue(scrape.contains("\nprocess_cpu_usage "), scrape);
  }

  @Test
  void shouldNeverLabelBySymbol() {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));

    metrics.refresh();

    assertFalse(registry.scrape().contains("BTCUSDT"));
  }

  @Test
  void shouldLabelBySymbolWhereThatIsAskedFor() {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));
    metrics.showEachStream();

    metrics.refresh();

    String scrape = registry.scrape();
    String tags = "{channel=\"trade\",symbol=\"BTCUSDT\",venue=\"binance-spot\"} ";
    assertTrue(scrape.contains("\ncaravan_stream_frames_total" + tags + "100.0\n"), scrape);
    assertTrue(scrape.contains("\ncaravan_stream_missing_ids_total" + tags), scrape);
    assertTrue(scrape.contains("\ncaravan_stream_silence_seconds" + tags), scrape);
  }

  @Test
  void shouldFollowTheDaemonAndForgetAVenueThatLeft() {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));
    metrics.refresh();

    daemon.feeds = List.of();
    daemon.withFeed("okx", stream("trades", "BTC-USDT", Phase.RECEIVING, 7));
    metrics.refresh();

    String scrape = registry.scrape();
    assertTrue(scrape.contains("caravan_streams{state=\"wanted\",venue=\"binance-spot\"} 0.0"));
    assertTrue(scrape.contains("caravan_frames_total{channel=\"trades\",venue=\"okx\"} 7.0"));
    assertTrue(
        scrape.contains("caravan_frames_total{channel=\"trade\",venue=\"binance-spot\"} 100.0"));
  }
}
