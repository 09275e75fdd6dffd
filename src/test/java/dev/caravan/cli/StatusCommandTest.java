package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.web.WebHarness;
import dev.caravan.incident.Incident;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.GapCount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Looks at a daemon of the test's choice through the shipped web routes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusCommandTest {

  @TempDir Path folder;

  private final FakeDaemon daemon = new FakeDaemon();
  private WebHarness web;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  void start() throws Exception {
    daemon.withFeed(
        "binance-spot",
        FakeDaemon.stream("trade", "BTCUSDT", Phase.RECEIVING, 100, 12.5, 40, 2, 9),
        FakeDaemon.stream("trade", "ETHUSDT", Phase.STALE, 50, 0, 95_000, 0, 9));
    daemon.checks = List.of(new CheckResult("silent/binance-spot", false, "1 of 2 is silent"));
    daemon.gaps =
        List.of(
            new GapCount("binance-spot", "trade", "reconnect", 2, 6),
            new GapCount("binance-spot", "depth@100ms", "reconnect", 1, 3));
    Instant now = Instant.now();
    daemon.open = List.of(incident(3, "1 stream is silent.", null));
    daemon.recent =
        List.of(
            incident(2, "Venue unreachable.", now.minusSeconds(10)),
            incident(1, "Long ago.", now.minus(Duration.ofDays(2))));
    web = WebHarness.start(daemon);
  }

  private static Incident incident(long id, String sentence, @Nullable Instant closed) {
    return FakeDaemon.incident(id, "key/" + id, Incident.Severity.WARNING, sentence, closed);
  }

  @AfterAll
  void stop() {
    web.close();
  }

  @Test
  void shouldAnswerTheFourQuestionsAtOneLook() {
    assertEquals(1, status("--url", web.uri("/").toString()), err());

    assertLine("recording +PARTLY, 1 of 2 streams, 12.5 frames a second, 150 in all, last .*");
    assertLine("missing +2 gaps with 6 missing ids since the start \\(reconnect 3\\); .*");
    assertLine("disk +\\d+% used, .* free of .*, no forecast yet");
    assertLine("last 24 h +2 incidents, 1 open.*");
    assertLine(" +... \\d\\d:\\d\\d +warning +open for 6m .*: 1 stream is silent.");
    assertLine(" +... \\d\\d:\\d\\d +warning +over after 4m 3.s: Venue unreachable.");
    assertFalse(out().contains("Long ago"), out());
    assertLine("problem +silent/binance-spot: 1 of 2 is silent");
    assertLine("binance-spot +2 +\\d +1 +12.5 +2 +6 +0.0s ago");
    assertLine("binance-spot-1 +live +3h 17m +2 +-");
    assertLine("raw/binance-spot +0.6s .*");
    assertLine("trade/ETHUSDT +stale +0.0 .* 1m 35s ago +0");
  }

  @Test
  void shouldBeHealthyWhereEveryCheckIsUp() {
    List<CheckResult> before = daemon.checks;
    daemon.checks = List.of(new CheckResult("disk", true, ""));
    try {
      Awaitility.await()
          .until(() -> status("--url", web.uri("/").toString()) == 0); // beyond the status' cache
    } finally {
      daemon.checks = before;
    }
  }

  @Test
  void shouldPrintTheWholeStatusAsJson() throws Exception {
    status("--json", "--url", web.uri("/").toString());

    JsonNode json = new ObjectMapper().readTree(out());
    assertEquals(2, json.at("/totals/wanted").asInt());
    assertTrue(json.at("/venues/0/connections/0/nextSwapMs").isNull());
  }

  @Test
  void shouldFindTheDaemonByItsConfiguredAddress() throws Exception {
    configure("caravan.http.port=" + web.port());

    assertNotEquals(2, status("--config", folder.toString()), err());
    assertTrue(out().contains("http://127.0.0.1:" + web.port()), out());
  }

  @Test
  void shouldSayThatNothingRuns() throws Exception {
    configure("caravan.http.port=" + WebHarness.freePort());
    assertEquals(2, status("--config", folder.toString()));
    assertTrue(err().startsWith("no daemon answers at http://127.0.0.1:"), err());
    assertTrue(err().contains("is it running"), err());

    configure("caravan.http.port=0");
    assertEquals(2, status("--config", folder.toString()));
    assertTrue(err().startsWith("no daemon records into dataDir="), err());
    assertEquals("", out());
  }

  @Test
  void shouldSayThatTheAddressIsNoDaemon() {
    assertEquals(2, status("--url", web.uri("/").toString().replace("127.0.0.1", "127.0.0.2")));
    assertTrue(err().contains("no daemon answers") || err().contains("refused"), err());
  }

  @Test
  void shouldShowItAnewUntilItIsInterrupted() throws Exception {
    Thread watching = new Thread(() -> status("--watch=1", "--url", web.uri("/").toString()));
    watching.start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> out().lines().filter(line -> line.startsWith("recording")).count() >= 2);
    } finally {
      watching.interrupt();
      watching.join(5000);
    }
    assertFalse(watching.isAlive());
  }

  private void configure(String lines) throws Exception {
    Files.writeString(
        folder.resolve("caravan.properties"),
        lines + "\ncaravan.data-dir=" + folder.resolve("data") + "\n");
  }

  private void assertLine(String pattern) {
    assertTrue(out().lines().anyMatch(line -> line.matches(pattern)), pattern + "\n" + out());
  }

  private int status(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return new CommandLine(new StatusCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String out() {
    return out.toString();
  }

  private String err() {
    return err.toString();
  }
}
