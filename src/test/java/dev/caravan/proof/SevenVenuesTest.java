package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.SimulatedVenues;
import dev.caravan.venue.Venues;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All venues in one process, each with a trouble of its own, none with another's. */
class SevenVenuesTest {

  private static final int RATE = 300;

  /** What troubles whom; {@code $} stands for a third of the time. */
  private static final Map<String, String> FAULTS =
      new TreeMap<>(
          Map.of(
              "binance-spot", "gap=0.02,seed=7",
              "binance-usdm", "disconnect=1@$s,seed=7",
              "okx", "double=0.01,seed=7",
              "gateio", "garbage=0.01,seed=7",
              "upbit", "drop=0.01,seed=7",
              "bithumb", "slow=100ms,seed=7",
              "coinone", "disconnect=2@$s+2s,seed=7"));

  /** Where ids may be missing, and why. */
  private static final Map<String, String> CAUSES =
      Map.of("binance-spot", "venue", "binance-usdm", "disconnect");

  private static final Set<String> RECONNECT = Set.of("binance-usdm", "coinone");

  @TempDir Path data;

  private final Map<String, Simulator> simulators = new LinkedHashMap<>();

  @AfterEach
  void stopSimulators() throws Exception {
    for (Simulator each : simulators.values()) {
      each.close();
    }
  }

  @Test
  void shouldKeepTheTroublesOfSevenVenuesApart() throws Exception {
    record(6);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void shouldKeepTheTroublesOfSevenVenuesApartForHalfAnHour() throws Exception {
    record(1800);
  }

  private void record(int seconds) throws Exception {
    assertEquals(Venues.names(), FAULTS.keySet(), "each venue has its trouble");
    for (String venue : FAULTS.keySet()) {
      simulators.put(venue, simulate(venue, seconds));
    }
    Map<String, Integer> connections = new HashMap<>();
    Daemon daemon =
        Daemons.start(data, settings(), new FolderRouteSource(Daemons.ROUTES, file -> true));
    try {
      await("all streams receive")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  daemon.feeds().size() == simulators.size()
                      && daemon.feeds().stream().allMatch(SevenVenuesTest::isWhole));
      daemon.feeds().forEach(feed -> connections.put(feed.venue(), feed.connections().size()));
      await("the end of all markets")
          .atMost(Duration.ofSeconds(seconds * 2L + 60))
          .until(() -> simulators.values().stream().allMatch(each -> each.stats().isFinished()));
    } finally {
      daemon.stop();
    }
    for (Map.Entry<String, Simulator> each : simulators.entrySet()) {
      assertUntroubledByOthers(each.getKey(), each.getValue(), connections.get(each.getKey()));
    }
  }

  private void assertUntroubledByOthers(String venue, Simulator simulator, int connections)
      throws Exception {
    Verification verification = Recordings.assertExact(data, simulator.ledger());
    assertEquals(simulator.ledger().venue(), venue);
    for (StreamGap gap : verification.gaps()) {
      assertEquals(CAUSES.get(gap.venue()), gap.cause(), gap.toString());
    }
    assertTrue(
        CAUSES.keySet().stream()
            .allMatch(lossy -> verification.gaps().stream().anyMatch(g -> g.venue().equals(lossy))),
        "each loss was named: " + verification.gaps());
    assertEquals(
        RECONNECT.contains(venue),
        simulator.stats().accepted() > connections,
        venue + ": its connections stay unless it closes them");
  }

  private static boolean isWhole(FeedStatus feed) {
    return !feed.streams().isEmpty() && feed.count(Phase.RECEIVING) == feed.streams().size();
  }

  private static Simulator simulate(String venue, int seconds) throws Exception {
    return Simulator.start(
        SimulatorOptions.of(SimulatedVenues.of(venue))
            .symbols("2")
            .rate(RATE)
            .messages((long) RATE * seconds)
            .faults(FAULTS.get(venue).replace("$", Integer.toString(Math.max(3, seconds / 3))))
            .build());
  }

  private Map<String, String> settings() {
    Map<String, String> set = new HashMap<>();
    simulators.forEach((venue, each) -> set.putAll(Daemons.recording(each, venue)));
    set.put("caravan.venues", String.join(",", simulators.keySet()));
    return set;
  }
}
