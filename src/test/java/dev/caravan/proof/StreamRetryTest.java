package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.cli.StatusCommand;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A stream that the venue refuses, and one that it acknowledges and never sends, are named wherever
 * somebody looks, and asked for anew until they come.
 */
class StreamRetryTest {

  private static final String REFUSED = "trade/BTCUSDT";
  private static final String SILENT = "depth20@100ms/ETHUSDT";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;

  @Test
  void shouldNameARefusedAndASilentStreamAndAskForThemAlone() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT")
                .channels("trade", "depth20@100ms")
                .rate(400)
                .startAfter(Duration.ofMillis(300))
                .faults("refuse@0s+10s/" + REFUSED + ",ack-silent@0s+10s/" + SILENT)
                .build())) {
      Daemon daemon = Daemons.start(data, settings(simulator));
      try {
        JsonNode status =
            await("both troubled, both tried again")
                .atMost(LIMIT)
                .until(
                    () -> status(daemon),
                    seen -> tries(seen, REFUSED) > 0 && tries(seen, SILENT) > 0);
        assertEquals("refused", stream(status, REFUSED).path("phase").asText());
        assertEquals("stale", stream(status, SILENT).path("phase").asText());
        assertTrue(stream(status, REFUSED).at("/retry/nextMs").asLong() >= 0);
        assertEquals(4, status.at("/totals/wanted").asInt());
        assertEquals(3, status.at("/totals/acknowledged").asInt());
        assertEquals(2, status.at("/totals/receiving").asInt());

        assertReady(Daemons.get(daemon, "/health/ready"));
        assertMetrics(Daemons.get(daemon, "/metrics").body());
        assertScreen(daemon);
        awaitIncident(daemon, "refused/binance-spot", REFUSED);
        awaitIncident(daemon, "silent/binance-spot", SILENT);

        await("both back")
            .atMost(LIMIT)
            .until(() -> status(daemon).at("/totals/receiving").asInt() == 4);
        await("the incidents are over")
            .atMost(LIMIT)
            .until(() -> status(daemon).at("/incidents/open").isEmpty());
        assertEquals(200, Daemons.get(daemon, "/health/ready").statusCode());
        assertTrue(stream(status(daemon), REFUSED).path("retry").isNull());
      } finally {
        daemon.stop();
      }
      assertEquals(1, simulator.stats().accepted(), "for the others nothing happened");
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  private static Map<String, String> settings(Simulator simulator) {
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.watch.stale-after", "2s");
    set.put("caravan.watch.ask-again-after", "500ms");
    set.put("caravan.watch.open-after", "500ms");
    set.put("caravan.watch.close-after", "500ms");
    return set;
  }

  private static void assertReady(HttpResponse<String> ready) {
    assertEquals(503, ready.statusCode());
    assertTrue(ready.body().contains("refused by the venue: " + REFUSED), ready.body());
    assertTrue(ready.body().contains("silent: " + SILENT), ready.body());
    assertTrue(ready.body().contains("asked again"), ready.body());
    assertFalse(ready.body().contains("trade/ETHUSDT"), ready.body());
  }

  private static void assertMetrics(String metrics) {
    for (String line :
        new String[] {
          "caravan_streams{state=\"wanted\",venue=\"binance-spot\"} 4.0",
          "caravan_streams{state=\"acknowledged\",venue=\"binance-spot\"} 3.0",
          "caravan_streams{state=\"receiving\",venue=\"binance-spot\"} 2.0"
        }) {
      assertTrue(metrics.contains(line), line);
    }
  }

  /** What {@code status} prints. */
  private static void assertScreen(Daemon daemon) {
    StringWriter screen = new StringWriter();
    CommandLine caravan = new CommandLine(new StatusCommand()).setOut(new PrintWriter(screen));

    int exitCode = caravan.execute("--url", daemon.httpAddress());

    assertEquals(1, exitCode, "not ready");
    String printed = screen.toString();
    assertTrue(printed.lines().anyMatch(line -> line.matches("binance-spot +4 +3 +2 .*")), printed);
    assertTrue(
        printed.lines().anyMatch(line -> line.matches(REFUSED + " +refused .*asked again .*")),
        printed);
    assertTrue(
        printed.lines().anyMatch(line -> line.matches(SILENT + " +stale .*asked again .*")),
        printed);
  }

  private static void awaitIncident(Daemon daemon, String key, String named) {
    await("an incident that names " + named)
        .atMost(LIMIT)
        .until(
            () -> {
              for (JsonNode incident : status(daemon).at("/incidents/open")) {
                if (incident.path("key").asText().equals(key)) {
                  return incident.path("sentence").asText().contains(named);
                }
              }
              return false;
            });
  }

  private static JsonNode status(Daemon daemon) throws Exception {
    return JSON.readTree(Daemons.get(daemon, "/status.json").body());
  }

  private static int tries(JsonNode status, String stream) {
    return stream(status, stream).at("/retry/tries").asInt();
  }

  private static JsonNode stream(JsonNode status, String wanted) {
    for (JsonNode stream : status.at("/venues/0/streams")) {
      if (wanted.equals(stream.path("channel").asText() + "/" + stream.path("symbol").asText())) {
        return stream;
      }
    }
    return MissingNode.getInstance();
  }
}
