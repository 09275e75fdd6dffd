package dev.caravan.deploy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.archive.ArchiveStatus;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.Reason;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.FeedStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.web.CaravanMetrics;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.GapCount;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon answers at {@code /metrics} is what the table, the alerts and Grafana speak of. */
class MetricsTest {

  private static final Path TABLE = Path.of("src/docs/guide/metrics.md");
  private static final Path ALERTS = Path.of("deploy/prometheus/caravan-alerts.yml");
  private static final Path GRAFANA = Path.of("deploy/grafana/caravan.json");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([^|]+) \\|([^|]*)\\| ([^|]+) \\|$");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
  private static final Pattern NAMED =
      Pattern.compile("\\b(?:caravan|process|jvm|system)_[a-z0-9_]+");

  /** Series that are there from the first event of their kind on. */
  private static final Set<String> ONLY_AFTER_AN_EVENT =
      Set.of(
          "caravan_gaps_total",
          "caravan_missing_ids_total",
          "caravan_invalid_total",
          "caravan_oddities_total",
          "caravan_clock_offset_seconds",
          "caravan_archive_backlog_days",
          "caravan_archive_last_day_seconds");

  @TempDir static Path temp;
  private static String scrape;
  private static String events;

  @BeforeAll
  static void scrape() throws Exception {
    events = withEvents();
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("1")
                .channels("trade")
                .rate(50)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.metrics.per-symbol", "true");
      // Nobody listens there, and nothing is to be told.
      set.put("caravan.telegram.base-uri", "http://127.0.0.1:9");
      set.put("caravan.telegram.token", "1:" + "a".repeat(35));
      set.put("caravan.telegram.chat-id", "1");
      Daemon daemon = Daemons.start(temp.resolve("data"), set);
      try {
        Daemons.awaitReceived(daemon, 1);
        // A pause is measured once there was one.
        System.gc();
        // The newest snapshot may be from before the first frame.
        await()
            .atMost(20, TimeUnit.SECONDS)
            .until(
                () -> {
                  scrape = Daemons.get(daemon, "/metrics").body();
                  return scrape.contains("caravan_frames_total{")
                      && scrape.contains("caravan_written_bytes_total{")
                      && scrape.contains("caravan_dropped_total{");
                });
      } finally {
        daemon.stop();
      }
    }
  }

  @Test
  void shouldExplainEveryMetricThereIsAndNoOther() throws Exception {
    TreeMap<String, String> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(TABLE));
    while (rows.find()) {
      Set<String> labels =
          new TreeSet<>(List.of(rows.group(4).replaceAll("[`\\s]", "").split(",")));
      labels.remove("");
      documented.put(rows.group(1), rows.group(2) + " " + labels);
    }
    TreeMap<String, String> answered = described(scrape + events);

    answered.keySet().removeIf(name -> !name.startsWith("caravan_"));
    assertEquals("", difference(documented, answered), "- in the table alone, + in answers alone");
    TreeSet<String> missing = new TreeSet<>(documented.keySet());
    missing.removeAll(described(scrape).keySet());
    missing.removeAll(ONLY_AFTER_AN_EVENT);
    assertEquals(new TreeSet<String>(), missing, "a real daemon does not answer these");
  }

  @Test
  void shouldAlertOnlyOnWhatIsMeasured() throws Exception {
    TreeSet<String> used = new TreeSet<>();
    Matcher expressions = Pattern.compile("(?m)^ +expr: (.*)$").matcher(Files.readString(ALERTS));
    while (expressions.find()) {
      used.addAll(metricsIn(expressions.group(1)));
    }

    assertTrue(used.size() > 5, used::toString);
    assertMeasured(used);
  }

  @Test
  void shouldDrawOnlyWhatIsMeasured() throws Exception {
    TreeSet<String> used = new TreeSet<>();
    List<JsonNode> queries = new ObjectMapper().readTree(GRAFANA.toFile()).findValues("expr");
    for (JsonNode query : queries) {
      used.addAll(metricsIn(query.asText()));
    }

    assertTrue(queries.size() > 20, () -> "queries found: " + queries.size());
    assertMeasured(used);
  }

  @Test
  void shouldHoldAsCriticalWhatCaravanHoldsAsCritical() throws Exception {
    String rule = Files.readString(ALERTS);
    Matcher critical = Pattern.compile("check=~\"([^\"]+)\"").matcher(rule);
    Matcher other = Pattern.compile("check!~\"([^\"]+)\"").matcher(rule);
    assertTrue(critical.find() && other.find());
    assertEquals(critical.group(1), other.group(1));

    Matcher checks =
        Pattern.compile("(?m)^\\| \\**`([a-z/<>-]+)`\\** \\|.*\\| (critical|warning) \\|[^|]*\\|$")
            .matcher(Files.readString(Path.of("config/README.md")));
    int found = 0;
    while (checks.find()) {
      found++;
      String name = checks.group(1).replace("<venue>", "okx");
      assertEquals(checks.group(2).equals("critical"), name.matches(critical.group(1)), name);
    }
    assertTrue(found > 20, "checks found: " + found);
  }

  @Test
  void shouldAlertAsTheTestsOfTheRulesSay() throws Exception {
    String promtool = Tools.find("promtool", "prometheus");
    Path folder = ALERTS.getParent();

    Tools.run(folder, promtool, "check", "config", "prometheus.yml").assertSucceeded();
    Tools.run(folder, promtool, "test", "rules", "caravan-alerts.test.yml").assertSucceeded();
  }

  private static void assertMeasured(Set<String> used) {
    Set<String> measured = new TreeSet<>(described(scrape + events).keySet());
    Matcher samples = SAMPLE.matcher(scrape);
    while (samples.find()) {
      measured.add(samples.group(1));
    }
    TreeSet<String> unknown = new TreeSet<>(used);
    unknown.removeAll(measured);
    assertEquals(new TreeSet<String>(), unknown);
  }

  private static Set<String> metricsIn(String expression) {
    return NAMED.matcher(expression).results().map(hit -> hit.group()).collect(Collectors.toSet());
  }

  /** One of each of what happens seldom. */
  private static String withEvents() {
    FakeDaemon daemon = new FakeDaemon();
    daemon.feeds =
        List.of(
            new FeedStatus(
                "okx", true, true, "", 1, 0, List.of(), List.of(), OptionalLong.of(5), Set.of()));
    daemon.archive =
        new ArchiveStatus(
            List.of(new ArchiveStatus.Venue("okx", Optional.of(LocalDate.EPOCH), 2)), "", "");
    daemon.gaps = List.of(new GapCount("okx", "trades", "disconnect", 1, 6));
    daemon.invalid =
        List.of(
            new InvalidCount("okx", "trades", Reason.IMPOSSIBLE_PRICE, 1),
            new InvalidCount("upbit", "trade", Reason.BACKWARD_ID, 1));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (CaravanMetrics metrics =
        new CaravanMetrics(registry, () -> DaemonStatus.of(daemon, Instant.now())).listen()) {
      metrics.refresh();
      return registry.scrape();
    } finally {
      registry.close();
    }
  }

  /** Type and labels by name. */
  private static TreeMap<String, String> described(String text) {
    TreeMap<String, Set<String>> labels = new TreeMap<>();
    Matcher samples = SAMPLE.matcher(text);
    while (samples.find()) {
      Set<String> of = labels.computeIfAbsent(samples.group(1), name -> new TreeSet<>());
      if (samples.group(2) != null) {
        LABEL.matcher(samples.group(2)).results().forEach(label -> of.add(label.group(1)));
      }
    }
    TreeMap<String, String> described = new TreeMap<>();
    Matcher types = TYPE.matcher(text);
    while (types.find()) {
      described.put(
          types.group(1),
          types.group(2) + " " + labels.getOrDefault(types.group(1), new TreeSet<>()));
    }
    return described;
  }

  private static String difference(Map<String, String> left, Map<String, String> right) {
    return Stream.concat(
            left.entrySet().stream()
                .filter(entry -> !right.entrySet().contains(entry))
                .map(entry -> "- " + entry),
            right.entrySet().stream()
                .filter(entry -> !left.entrySet().contains(entry))
                .map(entry -> "+ " + entry))
        .collect(Collectors.joining("\n"));
  }
}
