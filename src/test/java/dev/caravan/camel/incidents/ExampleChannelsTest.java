package dev.caravan.camel.incidents;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentLog;
import dev.caravan.incident.PlainText;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped examples, with nothing changed but what their first lines tell to change. */
class ExampleChannelsTest {

  private static final Path EXAMPLES = Path.of("routes/examples");
  private static final String SECRET = "xoxb-the-secret-of-this-channel";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private record Request(String path, String type, String authorization, String body) {}

  @TempDir Path folder;

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private IncidentLog incidents;
  private HttpServer web;

  @BeforeEach
  void startEnds() throws Exception {
    incidents = IncidentLog.in(folder, EpochNanoClock.system());
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  new String(exchange.getRequestBody().readAllBytes(), "UTF-8")));
          Integer refusal = refusals.poll();
          if (refusal != null && refusal == 429) {
            exchange.getResponseHeaders().set("Retry-After", "1");
          }
          exchange.sendResponseHeaders(refusal == null ? 200 : refusal, -1);
          exchange.close();
        });
    web.start();
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    incidents.close();
    web.stop(0);
  }

  /** Loads an example in which these lines were edited, pairwise. */
  private void start(String name, String... edits) throws Exception {
    String yaml = Files.readString(EXAMPLES.resolve(name + ".camel.yaml"));
    for (int i = 0; i < edits.length; i += 2) {
      assertTrue(yaml.contains(edits[i]), edits[i]);
      yaml = yaml.replace(edits[i], edits[i + 1]);
    }
    Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET + "\n");
    assertTrue(yaml.contains("{{secret:"), "no secret stands in a file");
    yaml = yaml.replace("{{secret:", "{{test-secret:");
    Path copy = Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
    context.getRegistry().bind("incidentLog", incidents);
    context.getRegistry().bind("incidentText", new PlainText());
    context.getPropertiesComponent().addPropertiesFunction(new TestSecret(secret));
    Properties properties = new Properties();
    properties.put("caravan.notify.quiet-hours", "none");
    properties.put("caravan.notify.zone", "UTC");
    context.getPropertiesComponent().setInitialProperties(properties);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            ResourceHelper.resolveMandatoryResource(context, "file:routes/errors.camel.yaml"),
            ResourceHelper.resolveMandatoryResource(context, "file:" + copy));
    context.start();
  }

  private String address() {
    return "http://127.0.0.1:" + web.getAddress().getPort();
  }

  private void open(String key) {
    incidents.open(key, Severity.CRITICAL, key + " is <silent> & stays so", "look at the venue");
  }

  @Test
  void shouldTellByMail() throws Exception {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("caravan@example.org", "caravan@example.org", SECRET);
    mail.start();
    try {
      start(
          "notify-mail",
          "smtps:smtp.example.org:465",
          "smtp:127.0.0.1:" + mail.getSmtp().getPort());

      open("feed");
      incidents.close("feed");

      await().atMost(LIMIT).until(() -> mail.getReceivedMessages().length == 2);
      MimeMessage opened = mail.getReceivedMessages()[0];
      assertEquals("🔴 feed is <silent> & stays so", opened.getSubject());
      assertEquals("you@example.org", opened.getAllRecipients()[0].toString());
      assertTrue(opened.getContent().toString().contains("Next: look at the venue"));
      assertTrue(mail.getReceivedMessages()[1].getSubject().startsWith("🟢 Over after"));
    } finally {
      mail.stop();
    }
  }

  @Test
  void shouldWaitForAMailServerThatIsAwayAndTellOnce() throws Exception {
    GreenMail away = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    away.start();
    int port = away.getSmtp().getPort();
    away.stop();
    start(
        "notify-mail",
        "smtps:smtp.example.org:465",
        "smtp:127.0.0.1:" + port,
        "interval: 1s",
        "interval: 0s\n        backoff: 100ms");
    open("feed");
    await().atMost(LIMIT).until(() -> !incidents.deliveries().get(0).failingFor().isZero());
    GreenMail mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("caravan@example.org", "caravan@example.org", SECRET);
    mail.start();
    try {
      await().atMost(LIMIT).until(() -> mail.getReceivedMessages().length == 1);
      await().atMost(LIMIT).until(() -> incidents.pending("notify-mail") == 0);
      assertEquals(1, mail.getReceivedMessages().length);
      assertEquals(0, incidents.deliveries().get(0).dropped());
    } finally {
      mail.stop();
    }
  }

  @Test
  void shouldTellASlackChannelAndShowTheSecretNowhere() throws Exception {
    refusals.addAll(List.of(429, 500, 404));
    try (CapturedLog log = new CapturedLog(Level.DEBUG)) {
      start(
          "notify-slack",
          "https://hooks.slack.com",
          address(),
          "interval: 1s",
          "interval: 0s\n        backoff: 50ms");

      open("first");
      open("second");

      await().atMost(LIMIT).until(() -> requests.size() == 4);
      await().atMost(LIMIT).until(() -> incidents.pending("notify-slack") == 0);
      assertFalse(log.shippedLines().toString().contains(SECRET), "masked in every line");
    }
    assertEquals(1, incidents.deliveries().get(0).dropped(), "404 is hopeless");
    assertEquals(1, incidents.deliveries().get(0).told());
    Request last = requests.get(3);
    assertEquals("/services/" + SECRET, last.path());
    assertEquals("application/json", last.type());
    JsonNode body = new ObjectMapper().readTree(last.body());
    assertEquals(1, body.size());
    assertTrue(
        body.path("text").asText().startsWith("🔴 second is &lt;silent&gt; &amp; stays so\nsince"),
        last.body());
  }

  @Test
  void shouldPostJsonToAnyProgram() throws Exception {
    start("notify-http", "https://alerts.example.org", address());

    open("feed");

    await().atMost(LIMIT).until(() -> requests.size() == 1);
    Request request = requests.get(0);
    assertEquals("/incidents", request.path());
    assertEquals("Bearer " + SECRET, request.authorization());
    JsonNode body = new ObjectMapper().readTree(request.body());
    assertEquals("opened", body.path("event").asText());
    assertEquals("critical", body.path("severity").asText());
    assertEquals("feed", body.path("incidents").path(0).path("key").asText());
    assertTrue(body.path("incidents").path(0).path("closedAt").isNull());
  }

  /** The shipped function, with another environment. */
  private record TestSecret(Path file) implements org.apache.camel.spi.PropertiesFunction {
    @Override
    public String getName() {
      return "test-secret";
    }

    @Override
    public String apply(String name) {
      return dev.caravan.camel.secret.Secrets.of(java.util.Map.of(name + "_FILE", file.toString()))
          .apply(name);
    }
  }
}
