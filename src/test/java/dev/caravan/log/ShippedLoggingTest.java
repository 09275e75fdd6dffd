package dev.caravan.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.telegram.BotApiStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped logback.xml, read with an operator's values. */
class ShippedLoggingTest {

  private static final String SECRET = BotApiStandIn.EXAMPLE_TOKEN;

  @TempDir Path folder;

  private final LoggerContext context = new LoggerContext();

  private Logger configured(Map<String, String> values) throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("caravan.log-dir", folder.toString());
    values.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toUri().toURL());
    // The console of the test run stays readable.
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender("CONSOLE");
    return context.getLogger("dev.caravan.Recorder");
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  /** logback would print its own whole story on the console then. */
  @Test
  void shouldGiveLogbackNothingToComplainAbout() throws Exception {
    configured(Map.of());

    assertEquals(
        List.of(),
        context.getStatusManager().getCopyOfStatusList().stream()
            .filter(status -> status.getLevel() > Status.INFO)
            .map(Object::toString)
            .toList());
  }

  @Test
  void shouldWriteALineAsPeopleReadIt() throws Exception {
    Logger log = configured(Map.of());

    log.info("segment sealed number={}", 7);

    assertTrue(
        lines()
            .get(0)
            .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z INFO  Recorder +segment sealed number=7"),
        lines().toString());
  }

  @Test
  void shouldWriteOneJsonObjectALineWithoutSecrets() throws Exception {
    Logger log = configured(Map.of("caravan.log.format", "json"));

    log.info("segment sealed number={} \"quoted\"\n", 7);
    log.error("not told: " + SECRET, new IOException("https://x/bot" + SECRET + "/getMe"));

    List<String> lines = lines();
    assertEquals(2, lines.size(), lines.toString());
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertEquals("segment sealed number=7 \"quoted\"\n", first.get("formattedMessage").asText());
    assertEquals("INFO", first.get("level").asText());
    assertEquals("dev.caravan.Recorder", first.get("loggerName").asText());
    assertTrue(first.get("timestamp").asLong() > 1_700_000_000_000L);
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertTrue(second.get("throwable").get("message").asText().contains(Redaction.MASK));
    assertFalse(lines.get(1).contains(SECRET), lines.get(1));
  }

  @Test
  void shouldSayARepeatedLineOnceAndThenHowOften() throws Exception {
    Logger log = configured(Map.of());

    for (int i = 0; i < 500; i++) {
      log.warn("connection refused venue={}", "okx");
    }
    for (int i = 0; i < 500; i++) {
      log.warn("stream stale stream={}", i);
    }
    log.info("something else");
    context.stop();

    List<String> lines = lines();
    assertEquals(1 + RepetitionAppender.MOST_ALIKE + 1 + 2, lines.size(), lines.toString());
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.endsWith(
                        "repeated 499 times within 60s, the last one:"
                            + " connection refused venue=okx")),
        lines.toString());
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.contains("WARN ")
                        && line.contains("repeated 480 times")
                        && line.endsWith("stream stale stream=499")),
        lines.toString());
  }

  @Test
  void shouldRotateBySizeAndKeepNoMoreThanTheTotal() throws Exception {
    Logger log =
        configured(Map.of("caravan.log.file-size", "20000", "caravan.log.total-size", "40000"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              for (int i = 0; i < 20; i++) {
                // Of a kind of its own each, and hardly to be compressed.
                log.info(
                    Stream.generate(() -> UUID.randomUUID().toString())
                        .limit(40)
                        .collect(Collectors.joining()));
              }
              return rotated().stream().anyMatch(name -> name.endsWith(".4.log.gz"))
                  && rotated().stream().noneMatch(name -> name.endsWith(".0.log.gz"));
            });
  }

  private List<String> rotated() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".log.gz"))
          .toList();
    }
  }

  @Test
  void shouldLeaveTimeToTheJournalAndTellItThePriority() {
    LogEncoder encoder = new LogEncoder();
    encoder.setContext(context);
    encoder.setJournal(true);
    encoder.setPattern("%-5level %msg");
    encoder.start();
    var event =
        new ch.qos.logback.classic.spi.LoggingEvent(
            "",
            context.getLogger("x"),
            ch.qos.logback.classic.Level.WARN,
            "gap detected",
            null,
            null);

    assertEquals("<4>WARN  gap detected", new String(encoder.encode(event)));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("caravan.log"));
  }
}
