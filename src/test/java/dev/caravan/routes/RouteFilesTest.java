package dev.caravan.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.aggregate.FrameBatchStrategy;
import dev.caravan.camel.commands.CommandPolling;
import dev.caravan.camel.commands.CommandsBean;
import dev.caravan.camel.health.HealthChange;
import dev.caravan.camel.journal.Journals;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.camel.reload.SharingScratchContextFactory;
import dev.caravan.camel.web.WebBeans;
import dev.caravan.camel.web.WebOptions;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent;
import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.incident.IncidentLog;
import dev.caravan.incident.Notice;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.market.BookSource;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.InvalidData;
import dev.caravan.market.LiveState;
import dev.caravan.market.Normalizer;
import dev.caravan.market.Reason;
import dev.caravan.market.Screening;
import dev.caravan.market.Trade;
import dev.caravan.market.Validators;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.report.Digest;
import dev.caravan.report.Tally;
import dev.caravan.stream.Feeds;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.telegram.BotCommands;
import dev.caravan.telegram.TelegramSetup;
import dev.caravan.telegram.TelegramText;
import dev.caravan.venue.Venues;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.FakeDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.telegram.model.IncomingMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The shipped routes are checked as an edit is, then loaded and started with their outer ends
 * replaced.
 *
 * <p>The check builds each route with the real components, so a wrong option or bean fails there;
 * the started routes end in {@link Ends}.
 */
class RouteFilesTest {

  private static final Path ROUTES = Path.of("routes");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]*)}}");

  /** What a route's id begins with; the rest is the object. These two have theirs in their file. */
  private static final Set<String> VERBS =
      Set.of(
          "answer",
          "capture",
          "consolidate",
          "count",
          "normalize",
          "push",
          "redirect",
          "retain",
          "seal",
          "send",
          "serve");

  private static final Set<String> WHOLE_IDS = Set.of("watch", "notify");

  /** Everything that leaves the process or enters it. */
  private static final List<String> OUTER =
      List.of(
          "marketdata",
          "tap",
          "journal",
          "segment",
          "archive",
          "health",
          "incidents",
          "push",
          "netty-http",
          "telegram");

  @TempDir static Path folder;

  private static final CaravanConfig CONFIG =
      CaravanConfig.with(
          Venues.names().stream()
              .flatMap(
                  venue ->
                      Stream.of(
                          Map.entry("caravan.venues." + venue + ".symbols", "BTCUSDT"),
                          Map.entry("caravan.venues." + venue + ".channels", "trade")))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
          Venues.names());
  private static final TelegramSetup TELEGRAM =
      new TelegramSetup(
          Optional.of(BotApiStandIn.EXAMPLE_TOKEN),
          Optional.of(BotApiStandIn.EXAMPLE_CHAT),
          "http://127.0.0.1:1",
          true);

  private static final Ends ENDS = new Ends();
  private static final InvalidData INVALID = new InvalidData(NanoClock.system());
  private static final LiveState LIVE = new LiveState(NanoClock.system(), INVALID, BookSource.NONE);
  private static final ScheduledExecutorService TIMERS =
      Executors.newSingleThreadScheduledExecutor();
  private static DefaultCamelContext context;
  private static IncidentLog incidents;
  private static WebBeans web;

  @BeforeAll
  static void loadAndStart() throws Exception {
    context = new DefaultCamelContext();
    Properties properties = new Properties();
    properties.putAll(placeholders());
    context.getPropertiesComponent().setInitialProperties(properties);
    incidents = IncidentLog.in(folder, EpochNanoClock.system());
    bind("frameBatch", new FrameBatchStrategy(CONFIG.number("caravan.journal.batch-size")));
    bind("callerRuns", new SynchronousExecutorService());
    Venues.names().forEach(venue -> bind(venue + "-timers", TIMERS));
    bind("feeds", new Feeds(RouteFilesTest::never, RouteFilesTest::never));
    bind("journals", new Journals((name, listener) -> never(name), 1));
    bind("sealer", new SegmentSealer(Venues::mapping, 3, "caravan test"));
    bind("normalizer", new Normalizer(Venues::marketReader, INVALID));
    bind("screening", new Screening(Validators.ofEvents(), INVALID));
    bind("liveState", LIVE);
    bind("incidentLog", incidents);
    bind("telegramText", new TelegramText());
    bind("telegramClient", TELEGRAM.client());
    bind(
        CommandsBean.BEAN,
        new CommandsBean(
            new BotCommands(BotApiStandIn.EXAMPLE_CHAT, EpochNanoClock.system())
                .ask("status", "is it recording?", () -> "All is well.")));
    bind(CommandPolling.BEAN, new CommandPolling());
    bind(
        "digest",
        new Digest(
            () -> DaemonStatus.of(new FakeDaemon(), Instant.now()),
            new Tally(folder.resolve("tally.json")),
            Optional.empty(),
            ZoneId.of("UTC")));
    web = WebBeans.bind(context, WebOptions.of("127.0.0.1", 8000), new FakeDaemon());
    context.removeComponent("netty-http");
    OUTER.forEach(scheme -> context.addComponent(scheme, ENDS.component(scheme)));
    context.start();

    new RouteReloader(
            context,
            new FolderRouteSource(ROUTES, file -> true),
            new SharingScratchContextFactory())
        .loadAll();
  }

  @AfterAll
  static void stop() throws Exception {
    context.stop();
    web.close();
    incidents.close();
    TIMERS.shutdownNow();
  }

  private static void bind(String name, Object bean) {
    context.getRegistry().bind(name, bean);
  }

  private static <T> T never(String name) {
    throw new AssertionError("nothing behind the outer ends may be opened: " + name);
  }

  /** What the daemon puts behind {@code {{…}}}. */
  private static Map<String, String> placeholders() {
    Map<String, String> placeholders = new TreeMap<>(CONFIG.placeholders());
    placeholders.putAll(TELEGRAM.properties());
    return placeholders;
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(ROUTES)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
    }
  }

  /** The entries of this kind in all files, with the file as the first part of each key. */
  private static Map<String, Map<?, ?>> entries(String kind) throws IOException {
    Map<String, Map<?, ?>> entries = new LinkedHashMap<>();
    for (Path file : files()) {
      Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
      for (Object item : (List<?>) yaml) {
        if (((Map<?, ?>) item).get(kind) instanceof Map<?, ?> entry) {
          entries.put(file.getFileName() + " " + entry.get("id"), entry);
        }
      }
    }
    return entries;
  }

  private static Stream<Object> allValues(Object yaml, String key) {
    if (yaml instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .flatMap(
              entry ->
                  entry.getKey().equals(key)
                      ? Stream.of(entry.getValue())
                      : allValues(entry.getValue(), key));
    }
    return yaml instanceof List<?> list
        ? list.stream().flatMap(item -> allValues(item, key))
        : Stream.empty();
  }

  @Test
  void shouldStartEveryRouteOfEveryFile() throws Exception {
    Set<String> written =
        entries("route").values().stream()
            .map(route -> String.valueOf(route.get("id")))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> started =
        context.getRoutes().stream()
            .map(Route::getId)
            .filter(id -> context.getRouteController().getRouteStatus(id) == ServiceStatus.Started)
            .collect(Collectors.toCollection(TreeSet::new));

    assertFalse(written.isEmpty());
    assertEquals(written, started);
  }

  @Test
  void shouldNameRoutesVerbFirst() throws Exception {
    for (Map<?, ?> route : entries("route").values()) {
      String id = String.valueOf(route.get("id"));

      assertTrue(id.matches("[a-z0-9]+(-[a-z0-9]+)*"), id);
      assertTrue(
          WHOLE_IDS.contains(id) || (id.contains("-") && VERBS.contains(id.split("-")[0])),
          id + " is not verb-object; known verbs: " + VERBS);
    }
  }

  @Test
  void shouldSayOfEveryRouteWhatComesOfItAndWhatAFailureDoes() throws Exception {
    Set<String> configurations =
        entries("routeConfiguration").values().stream()
            .map(configuration -> String.valueOf(configuration.get("id")))
            .collect(Collectors.toSet());

    for (Map.Entry<String, Map<?, ?>> route : entries("route").entrySet()) {
      String description = String.valueOf(route.getValue().get("description"));
      assertTrue(
          description.matches("[A-Z].*\\."), route.getKey() + " description: " + description);
      assertTrue(
          configurations.contains(route.getValue().get("routeConfigurationId")),
          route.getKey() + " names no known routeConfiguration");
    }
  }

  @Test
  void shouldWriteOptionsAsParameters() throws Exception {
    for (Map.Entry<String, Map<?, ?>> route : entries("route").entrySet()) {
      for (Object uri : allValues(route.getValue(), "uri").toList()) {
        assertFalse(String.valueOf(uri).contains("?"), route.getKey() + " uri: " + uri);
      }
    }
  }

  @Test
  void shouldUseOnlyPlaceholdersThatTheDaemonSets() throws Exception {
    Set<String> unknown = new TreeSet<>();
    int seen = 0;
    for (Path file : files()) {
      Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
      while (matcher.find()) {
        seen++;
        if (!placeholders().containsKey(matcher.group(1))) {
          unknown.add(file.getFileName() + " {{" + matcher.group(1) + "}}");
        }
      }
    }

    assertTrue(seen > 10, "placeholders found: " + seen);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void shouldHaveOneRowPerFileInTheReadme() throws Exception {
    List<String> rows =
        Files.readAllLines(ROUTES.resolve("README.md")).stream()
            .map(line -> Pattern.compile("^\\| \\[?`([^`]+\\.camel\\.yaml)`").matcher(line))
            .filter(Matcher::find)
            .map(matcher -> matcher.group(1))
            .sorted()
            .toList();

    assertEquals(files().stream().map(file -> file.getFileName().toString()).toList(), rows);
  }

  @Test
  void shouldCarryBurstsToTheTapAndInBatchesToTheJournal() throws Exception {
    Burst first = burst("{\"n\":1}", "{\"n\":2}");
    Burst second = burst("{\"n\":3}");

    ENDS.feed("marketdata://binance-spot", first);
    ENDS.feed("marketdata://binance-spot", second);

    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertEquals(List.of(first, second), journaled("raw/binance-spot")));
    assertEquals(List.of(first, second), ENDS.taken("tap://live"));
  }

  @Test
  void shouldMakeLiveStateOfBurstsAndCountWhatCannotBe() throws Exception {
    StreamId trades = new StreamId("trade", "BTCUSDT");

    ENDS.feed(
        "tap://live",
        burst(
            "{\"e\":\"trade\",\"t\":1,\"p\":\"2.50\",\"q\":\"1\"}",
            "{\"e\":\"trade\",\"t\":2,\"p\":\"0\",\"q\":\"1\"}"));

    Trade last = LIVE.last("binance-spot", trades, Trade.class).orElseThrow();
    assertEquals(1, last.id());
    assertEquals(
        List.of(new InvalidCount("binance-spot", "trade", Reason.IMPOSSIBLE_PRICE, 1)),
        INVALID.counts());
  }

  @Test
  void shouldSealInTheOrderThatLosesNothing() throws Exception {
    Path segment = Path.of("000001-2026-11-20T13-00-00.000Z.jsonl");
    ENDS.order.clear();

    ENDS.feed("journal://raw/*", segment);

    assertEquals(
        List.of(
            "segment://compress",
            "segment://compare",
            "segment://publish",
            "segment://remove-plain"),
        ENDS.order.stream().filter(uri -> uri.startsWith("segment")).toList());
  }

  @Test
  void shouldTurnAHealthChangeIntoAnIncidentAndTellIt() throws Exception {
    HealthChange change =
        new HealthChange("disk", false, "full", Severity.CRITICAL, "free some space");
    incidents.open("disk", Severity.CRITICAL, "full", "free some space");

    int before = ENDS.taken("telegram://bots").size();

    ENDS.feed("health", change);
    ENDS.feed("incidents", Notice.of(new IncidentEvent(Kind.OPENED, incidents.open().get(0))));

    assertEquals(List.of(change), ENDS.taken("incidents"));
    assertEquals(before + 1, ENDS.taken("telegram://bots").size());
  }

  @Test
  void shouldAnswerACommandOfTheChat() throws Exception {
    IncomingMessage message =
        new ObjectMapper()
            .readValue(
                "{\"message_id\":1,\"date\":"
                    + Instant.now().getEpochSecond()
                    + ",\"chat\":{\"id\":"
                    + BotApiStandIn.EXAMPLE_CHAT
                    + "},\"text\":\"/status\"}",
                IncomingMessage.class);
    int before = ENDS.taken("telegram://bots").size();

    ENDS.feed("telegram://bots", message);

    List<Object> taken = ENDS.taken("telegram://bots");
    assertEquals("<b>All is well.</b>", taken.get(before));
  }

  private static List<Burst> journaled(String journal) {
    return ENDS.taken("journal://" + journal).stream()
        .flatMap(batch -> ((FrameBatch) batch).bursts().stream())
        .toList();
  }

  private static Burst burst(String... frames) {
    Burst.Builder burst = new Burst.Builder("binance-spot", FlowControl.NONE, 64);
    for (String frame : frames) {
      burst.addFrame(new StreamId("trade", "BTCUSDT"), "binance-spot-1", 1L, frame.getBytes(UTF_8));
    }
    return burst.build();
  }

  /** Stands at the outer ends: takes what routes send out, and sends into them what arrives. */
  private static final class Ends {
    private final Map<String, Processor> sources = new ConcurrentHashMap<>();
    private final Map<String, List<Object>> taken = new ConcurrentHashMap<>();
    final List<String> order = new CopyOnWriteArrayList<>();

    /** A component that accepts every option and opens nothing. */
    DefaultComponent component(String scheme) {
      return new DefaultComponent() {
        @Override
        protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
          parameters.clear();
          boolean isBare = remaining == null || remaining.isEmpty();
          return new End(uri, this, isBare ? scheme : scheme + "://" + remaining);
        }
      };
    }

    void feed(String source, Object body) throws Exception {
      Processor route = sources.get(source);
      assertTrue(route != null, "no route from " + source + " but from " + sources.keySet());
      Exchange exchange = new org.apache.camel.support.DefaultExchange(context);
      exchange.getMessage().setBody(body);
      route.process(exchange);
      if (exchange.getException() != null) {
        throw exchange.getException();
      }
    }

    List<Object> taken(String name) {
      return taken.getOrDefault(name, List.of());
    }

    private final class End extends DefaultEndpoint {
      private final String name;

      End(String uri, DefaultComponent component, String name) {
        super(uri, component);
        this.name = name;
      }

      @Override
      public Producer createProducer() {
        return new DefaultProducer(this) {
          @Override
          public void process(Exchange exchange) {
            order.add(name);
            taken
                .computeIfAbsent(name, unused -> new CopyOnWriteArrayList<>())
                .add(exchange.getMessage().getBody());
          }
        };
      }

      @Override
      public Consumer createConsumer(Processor processor) {
        sources.put(name, processor);
        return new DefaultConsumer(this, processor);
      }
    }
  }
}
