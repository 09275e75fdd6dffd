package dev.caravan.camel.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.FakeDaemon;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The gate stands in front of the real port: raw requests as a stranger would send them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebGateTest {
  private static final int MAX_CONNECTIONS = 5;

  private WebHarness web;

  @BeforeAll
  void start() throws Exception {
    FakeDaemon daemon =
        new FakeDaemon().withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));
    web =
        WebHarness.start(
            new WebOptions("127.0.0.1", WebHarness.freePort(), Set.of(), Set.of(), MAX_CONNECTIONS),
            daemon,
            3);
  }

  @AfterAll
  void stop() {
    web.close();
  }

  @Test
  void shouldRefuseAnUnknownHostInPlainText() throws IOException {
    String answer = raw("GET /status.json HTTP/1.1\r\nHost: evil.example\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\r\n"), answer);
    assertTrue(answer.contains("Host refused: evil.example"), answer);
    assertTrue(answer.contains("caravan.http.allowed-hosts"), answer);
  }

  @Test
  void shouldRefuseAForeignOriginBeforeTheHandshake() throws IOException {
    String answer =
        raw(
            "GET /ws/dashboard HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Origin: http://evil.example\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\r\n"), answer);
    assertTrue(answer.contains("Origin refused"), answer);
  }

  @Test
  void shouldRefuseAForwardedRequest() throws IOException {
    String answer =
        raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertTrue(answer.contains("caravan.http.trusted-proxy"), answer);
  }

  @Test
  void shouldRefuseToLeaveTheAssets() throws IOException {
    String answer = raw("GET /assets/../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
  }

  @Test
  void shouldRefuseAnOversizedHeader() throws IOException {
    String answer =
        raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(60_000) + "\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
  }

  @Test
  void shouldRefuseAPostWithItsBody() throws IOException {
    String answer = raw("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");

    assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
    assertTrue(answer.contains("Allow: GET, HEAD"), answer);
  }

  @Test
  void shouldRefuseWhatIsNotHttp() throws IOException {
    assertTrue(raw("\u0001\u0002 nonsense\r\n\r\n").startsWith("HTTP/1.1 400"));
  }

  @Test
  void shouldSayWhereTheWebSocketIs() throws IOException {
    String answer =
        raw(
            "GET /ws/else HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
  }

  @Test
  void shouldRefuseABrokenHandshake() throws IOException {
    String answer =
        raw(
            "GET /ws/dashboard HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
  }

  @Test
  void shouldServeANewcomerThoughOthersHoldEveryPlaceAndWait() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
      waiting.add(new Socket("127.0.0.1", web.port()));
    }

    // Several threads take connections in: only then have all of these come before the newcomer.
    awaitClosed(waiting, 2 * MAX_CONNECTIONS);

    assertTrue(
        raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .startsWith("HTTP/1.1 200"));

    awaitClosed(waiting, 2 * MAX_CONNECTIONS + 1);
    for (Socket socket : waiting) {
      socket.close();
    }
  }

  @Test
  void shouldDressRefusalsToo() throws IOException {
    String answer = raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");

    for (String header :
        List.of(
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: DENY",
            "Referrer-Policy: no-referrer",
            "Content-Security-Policy: default-src 'none'",
            "Cross-Origin-Opener-Policy: same-origin")) {
      assertTrue(answer.contains("\r\n" + header), header + "\n" + answer);
    }
  }

  @Test
  void shouldCountRefusals() throws Exception {
    raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");

    String metrics = web.get("/metrics").body();

    assertTrue(
        metrics
            .lines()
            .filter(line -> line.startsWith("caravan_http_refused_total{reason=\"host\"}"))
            .anyMatch(line -> !line.endsWith(" 0.0")),
        metrics);
  }

  @Test
  void shouldLetAGoodRequestPass() throws IOException {
    String answer = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertEquals("healthy\n", answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  /** At least so many: one of another test that is just closing may take one more place. */
  private static void awaitClosed(List<Socket> sockets, int count) {
    Awaitility.await("the oldest ones to make room")
        .until(() -> sockets.stream().filter(WebGateTest::isClosed).count() >= count);
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(20);
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", web.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
