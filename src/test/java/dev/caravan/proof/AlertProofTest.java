package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.incident.Watch;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.Simulator;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.telegram.BotApiStandIn.Reply;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person is told in time, once, with one message for what happened once, whatever is killed. */
class AlertProofTest {

  private static final String TOKEN = BotApiStandIn.EXAMPLE_TOKEN;
  private static final String SECRET_PART = TOKEN.substring(TOKEN.indexOf(':') + 1);
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;

  private static Simulator simulator(int symbols, int rate) throws Exception {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols(Integer.toString(symbols))
            .channels("trade", "depth20@100ms")
            .rate(rate)
            .build());
  }

  private static Map<String, String> settings(Simulator simulator, BotApiStandIn telegram) {
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.watch.stale-after", STALE_AFTER.toSeconds() + "s");
    set.put("caravan.telegram.base-uri", telegram.baseUri());
    set.put("caravan.telegram.commands", "true");
    set.put("caravan.digest.at", "none");
    return set;
  }

  private static void withToken(Map<String, String> set) {
    set.put("caravan.telegram.token", TOKEN);
    set.put("caravan.telegram.chat-id", BotApiStandIn.EXAMPLE_CHAT);
  }

  @Test
  void shouldTellOfTwoHundredStreamsLostAtOnceInOneMessageWithinFiveSecondsOfTheirThreshold()
      throws Exception {
    try (Simulator simulator = simulator(100, 2_000);
        BotApiStandIn telegram = BotApiStandIn.start(TOKEN)) {
      Map<String, String> set = settings(simulator, telegram);
      withToken(set);
      Daemon daemon = Daemons.start(temp.resolve("data"), set);
      try {
        await().atMost(LIMIT).until(() -> Daemons.get(daemon, "/health/ready").statusCode() == 200);

        long mutedAt = System.nanoTime();
        simulator.mute();

        await().atMost(LIMIT).until(() -> !telegram.messages().isEmpty());
        Duration passed = Duration.ofNanos(telegram.attemptNanos().get(0) - mutedAt);
        String opened = telegram.messages().get(0).text();
        assertTrue(opened.contains("of 200 streams silent"), opened);
        assertTrue(opened.startsWith("🔴"), opened);
        assertTrue(
            passed.compareTo(STALE_AFTER.plusSeconds(5)) <= 0, "told after " + passed.toMillis());

        telegram.userSays(BotApiStandIn.EXAMPLE_CHAT, "/streams");
        await().atMost(LIMIT).until(() -> telegram.messages().size() == 2);
        String answer = telegram.messages().get(1).text();
        assertTrue(answer.startsWith("<b>0 of 200 wanted streams are receiving."), answer);

        simulator.unmute();
        await().atMost(LIMIT).until(() -> telegram.messages().size() == 3);
        String over = telegram.messages().get(2).text();
        assertTrue(over.startsWith("🟢 Over after"), over);
        assertTrue(over.contains("of 200 streams silent"), over);
      } finally {
        daemon.stop();
      }
      assertEquals(3, telegram.messages().size());
    }
  }

  @Test
  @Tag("long")
  void shouldTellOfALostVenueInOneMessageAndNotOfEachStreamItTakesAlong() throws Exception {
    BotApiStandIn telegram = BotApiStandIn.start(TOKEN);
    Simulator simulator = simulator(20, 400);
    Map<String, String> set = settings(simulator, telegram);
    withToken(set);
    Daemon daemon = Daemons.start(temp.resolve("data"), set);
    try {
      await().atMost(LIMIT).until(() -> Daemons.get(daemon, "/health/ready").statusCode() == 200);

      simulator.close();

      await().atMost(LIMIT).until(() -> !telegram.messages().isEmpty());
      assertTrue(telegram.messages().get(0).text().contains("cannot reach"));
      await()
          .during(STALE_AFTER.plusSeconds(8))
          .atMost(LIMIT)
          .until(() -> telegram.messages().size() == 1);
    } finally {
      daemon.stop();
      telegram.close();
    }
  }

  @Test
  void shouldShowTheTokenAndTheChatNowhereOverTheWeb() throws Exception {
    try (Simulator simulator = simulator(1, 100);
        BotApiStandIn telegram = BotApiStandIn.start(TOKEN)) {
      telegram.reply(
          new Reply.Error(400, "Bad Request at /bot" + TOKEN + "/sendMessage"), new Reply.Drop());
      Map<String, String> set = settings(simulator, telegram);
      withToken(set);
      set.put("caravan.watch.open-after", "100ms");
      set.put("caravan.watch.stale-after", "1s");
      Daemon daemon = Daemons.start(temp.resolve("data"), set);
      try {
        Daemons.awaitReceived(daemon, 20);
        simulator.mute();
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    Daemons.get(daemon, "/metrics")
                        .body()
                        .contains("caravan_incidents_dropped_total{consumer=\"notify\"} 1.0"));
        for (String path :
            List.of("/metrics", "/health", "/health/ready", "/health/live", "/status.json")) {
          String body = Daemons.get(daemon, path).body();
          assertFalse(body.contains(SECRET_PART), path);
          assertFalse(body.contains(BotApiStandIn.EXAMPLE_CHAT), path);
        }
        assertEquals(200, Daemons.get(daemon, "/health/live").statusCode());
        String metrics = Daemons.get(daemon, "/metrics").body();
        for (String name :
            List.of(
                "caravan_latency_seconds{venue=\"binance-spot\"}",
                "caravan_loop_late_seconds{venue=\"binance-spot\"}",
                "caravan_heap_after_collection_ratio",
                "caravan_incidents_pending{consumer=\"notify\"}",
                "caravan_incidents_told_total{consumer=\"notify\"}",
                "caravan_telegram_strangers_total",
                "caravan_telegram_commands_total")) {
          assertTrue(metrics.contains(name), name);
        }
        String readme = Files.readString(Path.of("config/README.md"));
        for (String check :
            List.of(
                "feed",
                "silent",
                "refused",
                "unacknowledged",
                "rate",
                "gaps",
                "latency",
                "clock",
                "market-data",
                "loop",
                "loop-dead")) {
          String id = check + "/binance-spot";
          assertTrue(metrics.contains("caravan_check_up{check=\"" + id + "\"}"), id);
          assertTrue(readme.contains("`" + check + "/<venue>`"), id);
        }
        for (String check :
            List.of(
                "journal",
                "unsynced",
                "seal-backlog",
                "disk",
                "disk-forecast",
                "archive",
                "instruments",
                "routes",
                "heap",
                "heap-exhausted",
                "deadlock",
                "untold")) {
          assertTrue(metrics.contains("caravan_check_up{check=\"" + check + "\"}"), check);
          assertTrue(readme.contains("`" + check + "`"), check);
        }
      } finally {
        daemon.stop();
      }
    }
  }

  @Test
  @Tag("long")
  void shouldTellOnceThoughKilledBeforeAndAfterAndShowTheTokenInNoLog() throws Exception {
    List<Process> processes = new ArrayList<>();
    Path data = temp.resolve("data");
    try (Simulator simulator = simulator(2, 400);
        BotApiStandIn telegram = BotApiStandIn.start(TOKEN)) {
      Map<String, String> set = settings(simulator, telegram);
      set.put("caravan.data-dir", data.toString());
      set.put("caravan.log-dir", temp.resolve("logs").toString());
      StreamId muted = simulator.streams().get(0).id();
      telegram.reply(new Reply.Stall());
      processes.add(start(set));
      await().atMost(LIMIT).until(() -> simulator.stats().connections() > 0);
      await().atMost(LIMIT).until(() -> incidents(data).contains("consumer"));
      await().pollDelay(Duration.ofSeconds(3)).atMost(LIMIT).until(() -> true);

      simulator.mute(muted);
      await().atMost(LIMIT).until(() -> telegram.attemptNanos().size() == 1);
      processes.get(0).destroyForcibly().waitFor();
      assertEquals(0, telegram.messages().size(), "the first attempt had no end");

      processes.add(start(set));
      await().atMost(LIMIT).until(() -> telegram.messages().size() == 1);
      await().atMost(LIMIT).until(() -> incidents(data).contains("delivered"));
      processes.get(1).destroyForcibly().waitFor();

      processes.add(start(set));
      simulator.unmute(muted);
      await().atMost(LIMIT.plus(Watch.KNOWN_AFTER)).until(() -> telegram.messages().size() == 2);
      processes.get(2).destroy();
      assertEquals(0, processes.get(2).waitFor());

      assertEquals(2, telegram.messages().size(), telegram.messages().toString());
      assertTrue(telegram.messages().get(0).text().startsWith("🔴"));
      assertTrue(telegram.messages().get(0).text().contains("may have been told this before"));
      assertTrue(telegram.messages().get(1).text().startsWith("🟢 Over after"));
      assertNoSecretInAnyFile();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private void assertNoSecretInAnyFile() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertTrue(all.stream().anyMatch(file -> file.toString().endsWith(".log")), all.toString());
      for (Path file : all) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(SECRET_PART), file.toString());
      }
    }
  }

  private static String incidents(Path data) throws IOException {
    Path file = data.resolve("incidents").resolve("incidents.jsonl");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Absolute, since the process runs in a folder of its own. */
  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Process start(Map<String, String> set) throws IOException {
    Path folder = Files.createTempDirectory(temp, "process-");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "dev.caravan.Caravan",
                "run",
                "--routes",
                Path.of("routes").toAbsolutePath().toString()));
    set.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CARAVAN_"));
    builder.environment().put("TELEGRAM_TOKEN", TOKEN);
    builder.environment().put("TELEGRAM_CHAT_ID", BotApiStandIn.EXAMPLE_CHAT);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }
}
