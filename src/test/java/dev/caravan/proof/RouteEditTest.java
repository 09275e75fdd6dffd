package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.journal.JournalStatus;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.CaptureRoute;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.testing.SaidLog;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost when the capture route is edited, spoiled, swapped or stopped under load. */
class RouteEditTest {

  private static final int RATE = 20_000;
  private static final String CAPTURE = "capture-binance-spot.camel.yaml";
  private static final Duration WITHIN = Duration.ofSeconds(30);

  @TempDir Path temp;
  private Path routes;
  private String shipped;

  @BeforeEach
  void copyShippedRoutes() throws IOException {
    routes = Files.createDirectory(temp.resolve("routes"));
    try (Stream<Path> files = Files.list(Daemons.ROUTES)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    shipped = Files.readString(routes.resolve(CAPTURE));
  }

  @Test
  void shouldLoseNothingByEditsGoodAndBad() throws Exception {
    try (Simulator simulator = simulator(RATE);
        SaidLog reloads = SaidLog.of(RouteReloader.class)) {
      Daemon daemon = Daemons.start(data(), Daemons.recording(simulator), Daemons.routes(routes));
      try {
        Daemons.awaitReceived(daemon, 2_000);

        apply(reloads, edited("Receives every frame", "Now receives every frame"));
        apply(reloads, edited("expression: binance-spot", "expression: another-constant"));
        refuse(daemon, reloads, edited("forceCompletionOnStop", "forceCompletionOnStopp"));
        refuse(
            daemon,
            reloads,
            edited("aggregationStrategy: frameBatch", "aggregationStrategy: noSuchBean"));
        refuse(daemon, reloads, edited("uri: tap", "uri: tapp"));
        save(shipped.substring(0, shipped.indexOf("aggregationStrategy: f")));
        goesOn(daemon);
        save("");
        goesOn(daemon);
        apply(reloads, edited("name: live", "name: second-look"));
        String two = "\"" + String.join(",", symbols(simulator).subList(0, 2));
        apply(reloads, edited("\"{{caravan.venues.binance-spot.symbols}}", two));
        apply(reloads, shipped);
        goesOn(daemon);
      } finally {
        daemon.stop();
      }

      Verification verification = Recordings.assertExact(data(), simulator.ledger());
      assertEquals(1, simulator.stats().accepted(), "the feed outlives its route");
      assertTrue(
          verification.streams().stream()
              .filter(stream -> symbols(simulator).indexOf(stream.symbol()) < 2)
              .allMatch(stream -> stream.gaps() == 0),
          () -> "streams that stayed wanted have holes: " + verification.gaps());
    }
  }

  @Test
  void shouldWriteTheOpenBatchWhenItsRouteIsSwapped() throws Exception {
    try (Simulator simulator = simulator(1_000);
        SaidLog reloads = SaidLog.of(RouteReloader.class)) {
      Map<String, String> set = neverFull(Daemons.recording(simulator));
      Daemon daemon = Daemons.start(data(), set, Daemons.routes(routes));
      try {
        Daemons.awaitReceived(daemon, 300);
        assertEquals(0, written(daemon), "the batch is open");
        long received = Daemons.received(daemon);

        apply(reloads, edited("Receives every frame", "Now receives every frame"));

        await("the open batch").atMost(WITHIN).until(() -> written(daemon) >= received);
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data(), simulator.ledger());
    }
  }

  /** Whoever stops only Camel, not the daemon in its order, still has what was received. */
  @Test
  void shouldWriteTheOpenBatchWhenOnlyTheContextIsStopped() throws Exception {
    try (Simulator simulator = simulator(1_000)) {
      CaptureRoute.Setup setup = CaptureRoute.into(data());
      neverFull(Map.of()).forEach(setup::set);
      try (CaptureRoute capture = setup.start(simulator)) {
        await().atMost(WITHIN).until(() -> capture.received() >= 300);
        assertEquals(0, capture.journal().status().recordsWritten(), "the batch is open");

        capture.context().stop();

        capture.journal().close();
        long recorded = Recordings.verify(data()).frames();
        assertTrue(recorded >= 300, () -> "recorded " + recorded);
        await("a status that is not older than the stop")
            .atMost(WITHIN)
            .untilAsserted(() -> assertEquals(capture.received(), recorded));
      }
    }
  }

  /** Neither size nor interval completes a batch while the test lasts. */
  private static Map<String, String> neverFull(Map<String, String> set) {
    Map<String, String> more = new LinkedHashMap<>(set);
    more.put("caravan.journal.batch-interval", "10m");
    more.put("caravan.journal.batch-size", "1000000");
    return more;
  }

  private static Simulator simulator(int rate) throws IOException {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("3")
            .channels("depth@100ms", "trade")
            .rate(rate)
            .build());
  }

  private static List<String> symbols(Simulator simulator) {
    return simulator.streams().stream().map(stream -> stream.id().symbol()).distinct().toList();
  }

  private String edited(String from, String to) {
    assertTrue(shipped.contains(from), () -> CAPTURE + " no longer holds " + from);
    return shipped.replace(from, to);
  }

  private void save(String text) throws IOException {
    Files.writeString(routes.resolve(CAPTURE), text);
  }

  private void apply(SaidLog reloads, String text) throws IOException {
    int before = reloads.count("routes applied");
    save(text);
    await("edit applied").atMost(WITHIN).until(() -> reloads.count("routes applied") > before);
    String said = reloads.lines("routes applied").get(before);
    assertTrue(said.contains("replaced=[capture-binance-spot] added=[] removed=[]"), said);
  }

  private void refuse(Daemon daemon, SaidLog reloads, String text) throws IOException {
    int before = reloads.count("route edit refused");
    save(text);
    await("edit refused").atMost(WITHIN).until(() -> reloads.count("route edit refused") > before);
    String said = reloads.lines("route edit refused").get(before);
    assertTrue(said.contains(CAPTURE + ":"), said);
    goesOn(daemon);
  }

  /** Records for half a second more. */
  private static void goesOn(Daemon daemon) {
    long written = written(daemon);
    await("recording goes on").atMost(WITHIN).until(() -> written(daemon) > written + RATE / 2);
  }

  private static long written(Daemon daemon) {
    return daemon.journals().status().stream().mapToLong(JournalStatus::recordsWritten).sum();
  }

  private Path data() {
    return temp.resolve("data");
  }
}
