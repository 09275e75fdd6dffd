package dev.caravan.camel.incidents;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentLog;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.telegram.BotApiStandIn.Message;
import dev.caravan.telegram.BotApiStandIn.Reply;
import dev.caravan.telegram.TelegramSetup;
import dev.caravan.telegram.TelegramText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route, the shipped error handling, and a Bot API that misbehaves. */
class NotifyRouteTest {

  private static final String TOKEN = BotApiStandIn.EXAMPLE_TOKEN;
  private static final String SECRET_PART = TOKEN.substring(TOKEN.indexOf(':') + 1);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final List<String> failures = new CopyOnWriteArrayList<>();
  private EpochNanoClock clock = EpochNanoClock.system();
  private BotApiStandIn telegram;
  private IncidentLog incidents;
  private DefaultCamelContext context;

  @BeforeEach
  void startTelegram() throws Exception {
    telegram = BotApiStandIn.start(TOKEN);
  }

  @AfterEach
  void stop() throws Exception {
    stopDaemon();
    telegram.close();
  }

  private void stopDaemon() throws Exception {
    if (context != null) {
      context.stop();
      incidents.close();
      context = null;
    }
  }

  private void startDaemon() throws Exception {
    startDaemon(
        new TelegramSetup(
            Optional.of(TOKEN), Optional.of(BotApiStandIn.EXAMPLE_CHAT), telegram.baseUri()));
  }

  private void startDaemon(TelegramSetup setup) throws Exception {
    incidents = IncidentLog.in(folder, clock);
    context = new DefaultCamelContext();
    context.getRegistry().bind("incidentLog", incidents);
    context.getRegistry().bind("telegramText", new TelegramText());
    context.getRegistry().bind("telegramClient", setup.client(Duration.ZERO));
    Properties properties = new Properties();
    properties.putAll(setup.properties());
    properties.put("caravan.notify.quiet-hours", "none");
    properties.put("caravan.notify.zone", "UTC");
    context.getPropertiesComponent().setInitialProperties(properties);
    context
        .getManagementStrategy()
        .addEventNotifier(
            new EventNotifierSupport() {
              @Override
              public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failed) {
                  StringWriter trace = new StringWriter();
                  failed.getExchange().getException().printStackTrace(new PrintWriter(trace));
                  failures.add(trace.toString());
                }
              }
            });
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(route(context, "errors"), route(context, "notify"));
    context.start();
  }

  /** The shipped file, with the waits of an operator replaced by those of a test. */
  private org.apache.camel.spi.Resource route(CamelContext context, String name) throws Exception {
    String yaml =
        Files.readString(Path.of("routes", name + ".camel.yaml"))
            .replace(
                "interval: 1s", "interval: 0s\n        backoff: 50ms\n        maxBackoff: 200ms");
    Path copy = Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
    return ResourceHelper.resolveMandatoryResource(context, "file:" + copy);
  }

  private void open(String key) {
    incidents.open(key, Severity.CRITICAL, key + " is silent", "look at the venue");
  }

  private List<String> told() {
    return telegram.messages().stream().map(NotifyRouteTest::firstWords).toList();
  }

  private static String firstWords(Message message) {
    String plain = message.text().replaceAll("<[^>]*>", "");
    String key = plain.replaceAll("(?s).*?(\\w+) is silent.*", "$1");
    return (plain.startsWith("🟢") ? "closed " : "opened ") + key;
  }

  private void awaitTold(String... messages) {
    await().atMost(LIMIT).until(() -> told().size() >= messages.length);
    await()
        .during(Duration.ofMillis(200))
        .atMost(LIMIT)
        .until(() -> told().equals(List.of(messages)));
  }

  @Test
  void shouldTellOpeningAndEndInOrder() throws Exception {
    startDaemon();

    open("feed");
    awaitTold("opened feed");
    incidents.close("feed");
    awaitTold("opened feed", "closed feed");

    Message first = telegram.messages().get(0);
    assertEquals(BotApiStandIn.EXAMPLE_CHAT, first.chatId());
    assertEquals("HTML", first.parseMode());
    assertTrue(first.text().contains("<b>feed is silent</b>"), first.text());
    assertTrue(first.text().contains("Next: look at the venue"), first.text());
    await().atMost(LIMIT).until(() -> incidents.pending("notify") == 0);
  }

  @Test
  void shouldTellAfterACrashWhatWasNotToldBefore() throws Exception {
    telegram.reply(new Reply.Error(500, "Internal Server Error"));
    startDaemon(
        new TelegramSetup(Optional.of(TOKEN), Optional.of("1"), "http://127.0.0.1:" + freePort()));
    open("feed");
    await().atMost(LIMIT).until(() -> !failures.isEmpty());
    stopDaemon();

    startDaemon();
    awaitTold("opened feed");
    stopDaemon();

    startDaemon();
    awaitTold("opened feed");
  }

  @Test
  void shouldTellInOrderAndOnceWhenTheApiWasDown() throws Exception {
    int port = telegram.port();
    startDaemon();
    telegram.close();
    open("first");
    incidents.close("first");
    open("second");
    await().atMost(LIMIT).until(() -> failures.size() >= 2);

    telegram = BotApiStandIn.start(TOKEN, port);
    telegram.reply(new Reply.Error(502, "Bad Gateway"), new Reply.Nonsense(503), new Reply.Drop());

    awaitTold("opened first", "closed first", "opened second");
  }

  @Test
  void shouldTellAnHourOfIncidentsInOrderAndOnceAfterTheApiWasDownForIt() throws Exception {
    long[] wallNs = {1_795_165_200_000_000_000L};
    clock = () -> wallNs[0];
    int port = telegram.port();
    startDaemon();
    telegram.close();
    List<String> expected = new ArrayList<>();
    for (int minute = 0; minute < 60; minute += 5) {
      open("feed" + minute);
      await().atMost(LIMIT).until(() -> !failures.isEmpty());
      wallNs[0] += Duration.ofMinutes(2).toNanos();
      incidents.close("feed" + minute);
      wallNs[0] += Duration.ofMinutes(3).toNanos();
      expected.add("opened feed" + minute);
      expected.add("closed feed" + minute);
    }
    await().atMost(LIMIT).until(() -> failures.size() >= 3);
    assertEquals(24, incidents.pending("notify"));
    assertTrue(incidents.deliveries().get(0).failingFor().toMinutes() >= 50);

    telegram = BotApiStandIn.start(TOKEN, port);

    awaitTold(expected.toArray(String[]::new));
    assertEquals(0, incidents.deliveries().get(0).dropped());
    assertFalse(telegram.messages().toString().contains("told this before"), "it was refused");
    assertTrue(telegram.messages().get(1).text().startsWith("🟢 Over after 2 min 0 s"));
  }

  @Test
  void shouldSayThatAMessageWhoseAnswerWasLostMayBeTheSecond() throws Exception {
    telegram.reply(new Reply.TakeAndDrop());
    startDaemon();

    open("feed");

    await().atMost(LIMIT).until(() -> telegram.messages().size() == 2);
    assertFalse(telegram.messages().get(0).text().contains("told this before"));
    assertTrue(telegram.messages().get(1).text().contains("told this before"));
  }

  @Test
  void shouldWaitAsLongAsTelegramAsks() throws Exception {
    startDaemon();
    telegram.reply(new Reply.TooManyRequests(1), new Reply.TooManyRequests(1));

    open("feed");
    awaitTold("opened feed");

    List<Long> attempts = telegram.attemptNanos();
    assertEquals(3, attempts.size());
    for (int i = 1; i < attempts.size(); i++) {
      long waited = attempts.get(i) - attempts.get(i - 1);
      assertTrue(waited >= 1_000_000_000L, "waited " + waited + " ns");
    }
  }

  @Test
  void shouldDropAHopelessOneAndTellTheNext() throws Exception {
    startDaemon();
    telegram.reply(
        new Reply.Error(400, "Bad Request: chat not found"),
        new Reply.Error(403, "Forbidden: bot was blocked by the user"));

    try (CapturedLog log = new CapturedLog(null)) {
      open("first");
      open("second");
      open("third");
      awaitTold("opened third");

      List<String> dropped =
          log.plainLines().stream().filter(line -> line.contains("dropped")).toList();
      assertEquals(2, dropped.size(), dropped.toString());
      assertTrue(dropped.get(0).contains("status=400"), dropped.get(0));
      assertTrue(dropped.get(0).contains("chat not found"), dropped.get(0));
    }
    assertEquals(3, telegram.attemptNanos().size());
  }

  @Test
  void shouldKeepTheTokenOutOfEverythingWhateverFails() throws Exception {
    try (CapturedLog log = new CapturedLog(Level.TRACE)) {
      everyFailure();

      assertTrue(log.plainLines().size() > 100, "TRACE is on");
      assertTrue(log.plainLines().stream().anyMatch(line -> line.contains("Message being sent")));
      assertNone(log.plainLines());
      assertNone(log.shippedLines());
      assertNone(failures);
      assertTrue(failures.size() >= 9, failures.size() + " failures");
    }
    for (var endpoint : context.getEndpoints()) {
      assertFalse(endpoint.toString().contains(SECRET_PART));
      assertFalse(endpoint.getEndpointUri().contains(SECRET_PART));
    }
    assertFalse(Files.readString(folder.resolve("incidents.jsonl")).contains(SECRET_PART));
  }

  @Test
  void shouldKeepTokenAndChatOutOfTheLinesOfTheShippedLevels() throws Exception {
    try (CapturedLog log = new CapturedLog(null)) {
      everyFailure();

      assertFalse(log.plainLines().isEmpty());
      assertNone(log.plainLines());
      assertFalse(log.plainLines().toString().contains(BotApiStandIn.EXAMPLE_CHAT));
      // One line per alert that goes wrong, none of them from Camel.
      assertFalse(
          log.plainLines().stream().anyMatch(line -> line.startsWith("org.apache.camel")),
          log.plainLines().toString());
    }
  }

  private void everyFailure() throws Exception {
    startDaemon();
    telegram.reply(
        new Reply.Error(400, "Bad Request for /bot" + TOKEN + "/sendMessage"),
        new Reply.Error(401, "Unauthorized"),
        new Reply.Error(403, "Forbidden"),
        new Reply.Error(404, "Not Found"),
        new Reply.TooManyRequests(0),
        new Reply.Error(500, "Internal Server Error"),
        new Reply.Drop(),
        new Reply.Nonsense(200),
        new Reply.Nonsense(404));
    for (String key : List.of("a", "b", "c", "d", "e", "f", "g")) {
      open(key);
    }
    awaitTold("opened e", "opened f", "opened g");
  }

  private static void assertNone(List<String> lines) {
    assertEquals(
        List.of(), lines.stream().filter(line -> line.contains(SECRET_PART)).limit(3).toList());
  }

  @Test
  void shouldBeLeftOutWithoutAToken() throws Exception {
    startDaemon(
        new TelegramSetup(Optional.empty(), Optional.empty(), TelegramSetup.DEFAULT_BASE_URI));

    assertNull(context.getRoute("notify"));
    open("feed");
    assertEquals(1, incidents.open().size());
    assertEquals(List.of(), failures);
  }

  @Test
  void shouldKeepToOneMessageASecond() throws Exception {
    String shipped = Files.readString(Path.of("routes/notify.camel.yaml"));

    assertTrue(shipped.contains("interval: 1s"));
  }

  @Test
  void shouldStopWithinSecondsWhileTelegramDoesNotAnswer() throws Exception {
    startDaemon();
    telegram.reply(new Reply.Stall());
    open("feed");
    await().atMost(LIMIT).until(() -> telegram.attemptNanos().size() == 1);

    long before = System.nanoTime();
    stopDaemon();

    assertTrue(System.nanoTime() - before < 6_000_000_000L);
    startDaemon();
    awaitTold("opened feed");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
