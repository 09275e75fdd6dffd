package dev.caravan.camel.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The shipped route files load and answer over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebRoutesTest {
  private final FakeDaemon daemon = new FakeDaemon();
  private WebHarness web;

  @BeforeAll
  void start() throws Exception {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));
    web = WebHarness.start(daemon);
  }

  @AfterAll
  void stop() {
    web.close();
  }

  @BeforeEach
  void allIsWell() {
    daemon.checks = List.of(new CheckResult("feed/binance-spot", true, ""));
  }

  @Test
  void shouldServeThePageAndItsFilesWithTheirTypes() throws Exception {
    for (Map.Entry<String, String> file :
        Map.of(
                "/dashboard", "text/html; charset=utf-8",
                "/assets/dashboard.js", "text/javascript; charset=utf-8",
                "/assets/layout.css", "text/css; charset=utf-8",
                "/assets/icon.svg", "image/svg+xml",
                "/assets/echarts.min.js", "text/javascript; charset=utf-8")
            .entrySet()) {
      HttpResponse<String> answer = web.get(file.getKey());

      assertEquals(200, answer.statusCode(), file.getKey());
      assertEquals(List.of(file.getValue()), answer.headers().allValues("content-type"));
      assertEquals(List.of("nosniff"), answer.headers().allValues("x-content-type-options"));
      assertTrue(
          answer.headers().firstValue("content-security-policy").orElse("").contains("'none'"));
      assertTrue(answer.body().length() > 100);
    }
  }

  @Test
  void shouldNotReferToAnyOtherSite() throws Exception {
    for (String path : List.of("/dashboard", "/assets/dashboard.js", "/assets/layout.css")) {
      assertFalse(web.get(path).body().matches("(?s).*https?://.*"), path);
      assertFalse(web.get(path).body().contains("innerHTML"), path);
    }
  }

  @Test
  void shouldRedirectTheRootToThePage() throws Exception {
    HttpResponse<String> answer = web.get("/");

    assertEquals(302, answer.statusCode());
    assertEquals("/dashboard", answer.headers().firstValue("location").orElse(""));
  }

  @Test
  void shouldAnswerNotModifiedForAKnownFile() throws Exception {
    String tag = web.get("/assets/echarts.min.js").headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again = web.get("/assets/echarts.min.js", "If-None-Match", tag);

    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
  }

  @Test
  void shouldServeStatusAsJson() throws Exception {
    HttpResponse<String> answer = web.get("/status.json");

    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    assertEquals(
        "BTCUSDT",
        new ObjectMapper().readTree(answer.body()).at("/venues/0/streams/0/symbol").asText());
  }

  @Test
  void shouldTellHealth() throws Exception {
    assertEquals("healthy\n", web.get("/health").body());
    assertEquals(200, web.get("/health/ready").statusCode());
    assertEquals("live\n", web.get("/health/live").body());

    daemon.checks =
        List.of(new CheckResult("feed/binance-spot", false, "trade/BTCUSDT silent 21s, limit 5s"));

    Awaitility.await().until(() -> web.get("/health/ready").statusCode() == 503);
    assertEquals(
        "feed/binance-spot: trade/BTCUSDT silent 21s, limit 5s\n", web.get("/health/ready").body());
    assertEquals("failing\n", web.get("/health").body());
    assertEquals(200, web.get("/health/live").statusCode());
  }

  @Test
  void shouldAnswerHeadWithoutBodyAndKeepTheConnectionUsable() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", web.port())) {
      socket.setSoTimeout(5000);
      String twice =
          "HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

      socket.getOutputStream().write(twice.getBytes(StandardCharsets.US_ASCII));

      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertEquals("HTTP/1.1 200 OK", reader.readLine());
      boolean length = false;
      for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
        length |= line.equalsIgnoreCase("content-length: 8");
      }
      assertTrue(length, "Content-Length as GET would have");
      assertEquals("HTTP/1.1 200 OK", reader.readLine());
    }
  }

  @Test
  void shouldServeMetricsToPrometheus() throws Exception {
    HttpResponse<String> answer = web.get("/metrics");

    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.headers().firstValue("content-type").orElse(""));
    for (String name :
        List.of(
            "caravan_streams{",
            "caravan_connections{",
            "caravan_frames_total{",
            "caravan_unsynced_seconds{",
            "caravan_viewers{path=\"/ws/dashboard\"} 0.0",
            "caravan_http_refused_total{reason=\"host\"}")) {
      assertTrue(answer.body().contains("\n" + name), () -> name + " in\n" + answer.body());
    }
  }

  @Test
  void shouldNotEchoWhatAStrangerSent() throws Exception {
    HttpResponse<String> answer = web.get("/health?x-evil=1", "X-Evil", "yes", "Cookie", "a=b");

    assertEquals(200, answer.statusCode());
    assertTrue(answer.headers().firstValue("x-evil").isEmpty());
    assertTrue(answer.headers().firstValue("cookie").isEmpty());
  }

  @Test
  void shouldNotKnowOtherPaths() throws Exception {
    assertEquals(404, web.get("/nothing").statusCode());
    assertEquals(404, web.get("/assets/nothing.js").statusCode());
    assertEquals(404, web.get("/assets/").statusCode());
  }
}
