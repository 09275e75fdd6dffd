package dev.caravan.camel.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.StreamStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSymbolsTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  @TempDir Path folder;

  @Test
  void shouldRecordWhatAPatternFinds() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT,LTCBTC")
                .channels("trade")
                .startAfter(Duration.ZERO)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put(VENUE + "rest-url", simulator.restUrl());
      set.put(VENUE + "symbols", "*usdt");
      set.put(VENUE + "channels", "trade");
      Daemon daemon = Daemons.start(folder.resolve("data"), set);
      try {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> receiving(daemon).equals("trade/BTCUSDT trade/ETHUSDT"));
        assertEquals(1, daemon.feeds().size());
      } finally {
        daemon.stop();
      }
    }
  }

  private static String receiving(Daemon daemon) {
    return daemon.feeds().stream()
        .flatMap(feed -> feed.streams().stream())
        .filter(stream -> stream.phase() == StreamStatus.Phase.RECEIVING)
        .map(stream -> stream.stream().toString())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(" "));
  }
}
