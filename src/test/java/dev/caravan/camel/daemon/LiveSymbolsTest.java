package dev.caravan.camel.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.StreamStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSymbolsTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  @TempDir Path folder;

  @Test
  void shouldRecordWhatAPatternFinds() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
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
        awaitReceiving(daemon, "trade/BTCUSDT trade/ETHUSDT");
        assertEquals(1, daemon.feeds().size());
      } finally {
        daemon.stop();
      }
    }
  }

  @Test
  void shouldFollowTheSavedConfigurationThroughARouteSwap() throws Exception {
    Path routes = Files.createDirectory(folder.resolve("routes"));
    try (Stream<Path> shipped = Files.list(Daemons.ROUTES)) {
      for (Path file : shipped.filter(name -> name.toString().endsWith(".yaml")).toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT,LTCBTC")
                .channels("trade")
                .startAfter(Duration.ZERO)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put(VENUE + "rest-url", simulator.restUrl());
      set.put(VENUE + "channels", "trade");
      ConfigSource source = source(set, "BTCUSDT");
      Daemon daemon =
          Daemon.start(
              new DaemonOptions(
                  source.load(),
                  Daemons.routes(routes),
                  folder.resolve("data"),
                  "0.0.0-test",
                  Optional.of(source)));
      try {
        awaitReceiving(daemon, "trade/BTCUSDT");

        save("BTCUSDT,ETHUSDT");
        awaitReceiving(daemon, "trade/BTCUSDT trade/ETHUSDT");

        Path capture = routes.resolve("capture-binance-spot.camel.yaml");
        Files.writeString(
            capture,
            Files.readString(capture)
                .replace(
                    "\"{{caravan.venues.binance-spot.symbols}}\"",
                    "\"{{caravan.venues.binance-spot.symbols}},LTCBTC\""));
        awaitReceiving(daemon, "trade/BTCUSDT trade/ETHUSDT trade/LTCBTC");
      } finally {
        daemon.stop();
      }
    }
  }

  private void save(String symbols) throws IOException {
    Files.writeString(folder.resolve("caravan.properties"), VENUE + "symbols=" + symbols + "\n");
  }

  /** A file that holds the symbols, and everything else beside it. */
  private ConfigSource source(Map<String, String> set, String symbols) throws IOException {
    Map<String, String> rest = new HashMap<>(set);
    rest.remove(VENUE + "symbols");
    save(symbols);
    return new ConfigSource() {
      @Override
      public Path file() {
        return folder.resolve("caravan.properties");
      }

      @Override
      public CaravanConfig load() throws ConfigException, IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
          properties.load(reader);
        }
        return CaravanConfig.of(properties, Map.of(), rest, Venues.names());
      }
    };
  }

  private static void awaitReceiving(Daemon daemon, String streams) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> receiving(daemon).equals(streams));
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
