package dev.caravan.camel.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.rest.FakeRest;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.FeedStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockProblemsTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  @TempDir Path data;

  @Test
  void shouldSayWhichClockIsAhead() {
    assertEquals(
        Optional.of("the clock of binance-spot is 1.500 s ahead of this machine's (limit 1.000 s)"),
        problem(OptionalLong.of(1_500_000_000)));
    assertEquals(
        Optional.of("the clock of binance-spot is 1.001 s behind this machine's (limit 1.000 s)"),
        problem(OptionalLong.of(-1_001_000_000)));
  }

  @Test
  void shouldSayNothingWithinTheLimitOrBeforeTheFirstMeasurement() {
    assertEquals(Optional.empty(), problem(OptionalLong.of(1_000_000_000)));
    assertEquals(Optional.empty(), problem(OptionalLong.of(-1_000_000_000)));
    assertEquals(Optional.empty(), problem(OptionalLong.empty()));
  }

  @Test
  void shouldNotBeReadyWhileTheClocksDifferAndSayWhy() throws Exception {
    SimulatorOptions market =
        OwnAddress.simulator(new SimulatedBinanceSpot()).symbols("1").channels("trade").build();
    try (Simulator simulator = Simulator.start(market);
        FakeRest rest =
            new FakeRest(
                exchange -> {
                  long venueMs = EpochNanoClock.system().epochNanos() / 1_000_000 + 90_000;
                  FakeRest.ok("{\"serverTime\":" + venueMs + "}").answer(exchange);
                })) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.venues.binance-spot.rest-url", rest.url().toString());
      set.put("caravan.watch.clock-offset", "1m");
      Daemon daemon = Daemons.start(data, set);
      try {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> Daemons.get(daemon, "/health/ready").body().contains("clock of"));

        assertEquals(503, Daemons.get(daemon, "/health/ready").statusCode());
        String reasons = Daemons.get(daemon, "/health/ready").body();
        assertTrue(reasons.contains("s ahead of this machine's (limit 60.000 s)"), reasons);
        String metrics = Daemons.get(daemon, "/metrics").body();
        assertTrue(
            metrics.contains("caravan_clock_offset_seconds{venue=\"binance-spot\"}"), metrics);
        assertTrue(metrics.contains("caravan_check_up{check=\"clock/binance-spot\"} 0"), metrics);
      } finally {
        daemon.stop();
      }
    }
  }

  private static Optional<String> problem(OptionalLong offsetNs) {
    return ClockProblems.of(
        new FeedStatus(
            "binance-spot", true, true, "", 0, 0, List.of(), List.of(), offsetNs, Set.of()),
        LIMIT);
  }
}
