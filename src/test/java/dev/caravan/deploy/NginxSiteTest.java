package dev.caravan.deploy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.web.WebHarness;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.TlsTrust;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped nginx site, in a real nginx in front of a recording daemon. */
class NginxSiteTest {

  private static final Path SITE = Path.of("deploy/nginx/caravan.conf");
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final String AUTHORIZATION =
      "Basic " + Base64.getEncoder().encodeToString("me:camel train".getBytes());

  @TempDir static Path temp;
  private static Simulator simulator;
  private static Daemon daemon;
  private static Process nginx;
  private static HttpClient client;
  private static int http;
  private static int https;

  @BeforeAll
  static void start() throws Exception {
    String program = Tools.find("nginx", "nginx-light");
    String openssl = Tools.find("openssl", "openssl");
    simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("1")
                .channels("trade")
                .rate(50)
                .build());
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.http.trusted-proxy", "127.0.0.1");
    daemon = Daemons.start(temp.resolve("data"), set);
    http = WebHarness.freePort();
    https = WebHarness.freePort();
    Tools.run(
            temp,
            (openssl
                    + " req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj"
                    + " /CN=localhost -addext subjectAltName=DNS:localhost -keyout privkey.pem -out"
                    + " fullchain.pem")
                .split(" "))
        .assertSucceeded();
    String hash =
        Tools.run(temp, openssl, "passwd", "-6", "camel train").assertSucceeded().said().strip();
    Files.writeString(temp.resolve("htpasswd"), "me:" + hash + "\n");
    Files.writeString(temp.resolve("site.conf"), site());
    Files.writeString(temp.resolve("nginx.conf"), around());
    List<String> command =
        List.of(program, "-p", temp.toString(), "-c", "nginx.conf", "-e", temp + "/error.log");
    List<String> check = new ArrayList<>(command);
    check.add("-t");
    Tools.run(temp, check.toArray(String[]::new)).assertSucceeded();
    nginx =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("nginx.txt").toFile())
            .start();
    client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(
                TlsTrust.load(Optional.of(temp.resolve("fullchain.pem")), EpochNanoClock.system())
                    .jdkContext())
            .build();
    await("nginx")
        .atMost(WITHIN)
        .failFast("nginx ended", () -> !nginx.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/health", false).statusCode() == 200);
    Daemons.awaitReceived(daemon, 1);
  }

  /** The site as shipped, but for addresses, ports and files of its own. */
  private static String site() throws IOException {
    String text = Files.readString(SITE).replaceAll("(?m)^    listen \\[::].*\n", "");
    for (List<String> change :
        List.of(
            List.of("listen 80;", "listen 127.0.0.1:" + http + ";"),
            List.of("listen 443 ssl", "listen 127.0.0.1:" + https + " ssl"),
            List.of("/etc/letsencrypt/live/caravan.example.org", temp.toString()),
            List.of("/etc/nginx/caravan.htpasswd", temp.resolve("htpasswd").toString()),
            List.of("server_name caravan.example.org", "server_name localhost"),
            List.of("http://127.0.0.1:8000", daemon.httpAddress()))) {
      assertTrue(text.contains(change.get(0)), change.get(0));
      text = text.replace(change.get(0), change.get(1));
    }
    return text;
  }

  /** What Debian's nginx.conf has around a site, as one process in the foreground. */
  private static String around() {
    boolean root = System.getProperty("user.name").equals("root");
    return (root ? "user root;\n" : "")
        + """
        daemon off;
        pid nginx.pid;
        worker_processes 1;
        events { worker_connections 64; }
        http {
          access_log access.log;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          include site.conf;
        }
        """;
  }

  @AfterAll
  static void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
      nginx.destroyForcibly();
    }
    if (daemon != null) {
      daemon.stop();
    }
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldAskForThePasswordOfThePage() throws Exception {
    assertEquals(401, get("/dashboard", false).statusCode());
    assertEquals(401, get("/status.json", false).statusCode());
    assertEquals(401, get("/metrics", false).statusCode());
    assertEquals(401, get("/health/ready", false).statusCode());
    assertEquals(401, get("/health/live/../../metrics", false).statusCode());

    HttpResponse<String> page = get("/dashboard", true);

    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("<html"), page::body);
    assertTrue(page.headers().firstValue("Content-Security-Policy").isPresent());
    assertTrue(page.headers().firstValue("Strict-Transport-Security").isPresent());
  }

  @Test
  void shouldTellAMonitorWithoutAPassword() throws Exception {
    assertEquals("healthy", get("/health", false).body().strip());
    assertEquals(200, get("/health/live", false).statusCode());
    HttpResponse<Void> head =
        client.send(
            HttpRequest.newBuilder(uri("/health"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
    assertEquals(200, head.statusCode());
  }

  @Test
  void shouldServeThePagesSocket() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();

    WebSocket socket = connect(first, true);

    assertTrue(first.get(WITHIN.toSeconds(), TimeUnit.SECONDS).startsWith("{"), first::join);
    socket.abort();
  }

  @Test
  void shouldAskForThePasswordOfThePagesSocketToo() {
    CompletionException refused =
        assertThrows(CompletionException.class, () -> connect(new CompletableFuture<>(), false));

    WebSocketHandshakeException handshake = (WebSocketHandshakeException) refused.getCause();
    assertEquals(401, handshake.getResponse().statusCode());
  }

  @Test
  void shouldSendPlainHttpToHttps() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + http + "/dashboard?a=b"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertEquals(301, response.statusCode());
    assertEquals(
        "https://localhost/dashboard?a=b", response.headers().firstValue("Location").orElse(""));
  }

  private static WebSocket connect(CompletableFuture<String> first, boolean withPassword) {
    WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(WITHIN);
    if (withPassword) {
      builder.header("Authorization", AUTHORIZATION);
    }
    return builder
        .header("Origin", "https://localhost")
        .buildAsync(
            URI.create("wss://localhost:" + https + "/ws/dashboard"), new FirstMessage(first))
        .join();
  }

  private static HttpResponse<String> get(String path, boolean withPassword)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(WITHIN);
    if (withPassword) {
      request.header("Authorization", AUTHORIZATION);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("https://localhost:" + https + path);
  }

  /** Keeps the first whole message, or why none came. */
  private record FirstMessage(CompletableFuture<String> message, StringBuilder parts)
      implements WebSocket.Listener {

    FirstMessage(CompletableFuture<String> message) {
      this(message, new StringBuilder());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        message.complete(parts.toString());
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      message.completeExceptionally(new IOException("closed " + code + " " + reason));
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      message.completeExceptionally(error);
    }
  }
}
