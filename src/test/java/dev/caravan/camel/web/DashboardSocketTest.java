package dev.caravan.camel.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.FakeDaemon;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped dashboard route pushes over a real WebSocket on the web port. */
class DashboardSocketTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeDaemon daemon = new FakeDaemon();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebHarness web;

  @BeforeEach
  void start() throws Exception {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 100));
    web = WebHarness.start(WebOptions.of("127.0.0.1", WebHarness.freePort()), daemon, 2);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void shouldTellEverythingFirstAndThenOnlyWhatChanged() throws Exception {
    Viewer viewer = connect();

    JsonNode first = JSON.readTree(viewer.next());
    JsonNode second = viewer.until(json -> json.has("glance"));

    assertEquals("BTCUSDT", first.at("/page/rows/0/symbol").asText());
    assertEquals("push-dashboard", routeIds(first).get(routeIds(first).size() - 1));
    assertEquals("caravan 0.1.0", first.at("/glance/software").asText());
    assertFalse(second.has("routes"), "they are the same");
    assertFalse(second.has("incidents"), "they are the same");
    viewer.socket.abort();
  }

  @Test
  void shouldTellWhatAViewerAsksForAndRefuseWhatItMayNot() throws Exception {
    daemon.withFeed("okx", stream("trades", "BTC-USDT", Phase.STALE, 7));
    Viewer viewer = connect();
    Viewer other = connect();

    viewer.socket.sendText("{\"streams\":{\"show\":\"troubled\"}}", true);
    JsonNode told =
        viewer.until(json -> json.at("/page/rows/0/symbol").asText().equals("BTC-USDT"));
    assertEquals(1, told.at("/page/matching").asInt());
    // The first may still be of the snapshot before the second venue.
    other.until(json -> json.at("/page/matching").asInt() == 2);

    viewer.socket.sendText("{\"streams\":{\"count\":100000}}", true);
    JsonNode refused = viewer.until(json -> json.has("problem"));
    assertEquals("count is out of limits: 100000 limit=1..120", refused.path("problem").asText());
    assertEquals(1, refused.at("/page/matching").asInt(), "what was asked before still counts");
    viewer.socket.abort();
    other.socket.abort();
  }

  @Test
  void shouldCloseTheThirdViewerPolitelyAndServeTheOthers() throws Exception {
    Viewer one = connect();
    Viewer two = connect();
    Viewer three = connect();

    assertEquals("closed 1013 all 2 viewer places are taken, try again later", three.next());
    assertTrue(one.next().startsWith("{"));
    assertTrue(two.next().startsWith("{"));
    assertTrue(web.get("/metrics").body().contains("caravan_viewers{path=\"/ws/dashboard\"} 2.0"));
    one.socket.abort();
    two.socket.abort();
  }

  @Test
  void shouldNotBeHeldUpByAViewerThatReadsNothing() throws Exception {
    // Names so long that a few messages do not fit into the socket's buffers.
    daemon.feeds =
        List.of(
            FakeDaemon.feed(
                "binance-spot",
                IntStream.range(0, 40)
                    .mapToObj(i -> stream("trade", "SYMBOL".repeat(9000) + i, Phase.RECEIVING, 100))
                    .toList()));
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(new InetSocketAddress("127.0.0.1", web.port()));
      slow.getOutputStream()
          .write(
              ("GET /ws/dashboard HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Viewer quick = connect();
      for (int i = 0; i < 5; i++) {
        assertTrue(quick.next().startsWith("{"));
      }

      Awaitility.await()
          .until(
              () ->
                  web.get("/metrics")
                      .body()
                      .lines()
                      .anyMatch(
                          line ->
                              line.startsWith("caravan_viewer_messages_skipped_total{")
                                  && !line.endsWith(" 0.0")));
      quick.socket.abort();
    }
  }

  @Test
  void shouldSayGoodbyeWhenItsRouteStops() throws Exception {
    Viewer viewer = connect();
    assertTrue(viewer.next().startsWith("{"));

    web.context().getRouteController().stopRoute("push-dashboard");

    Awaitility.await().until(() -> viewer.next().equals("closed 1001 restarting"));
    assertEquals(200, web.get("/health").statusCode());
  }

  private static List<String> routeIds(JsonNode message) {
    return message.path("routes").findValuesAsText("id");
  }

  private Viewer connect() {
    Viewer viewer = new Viewer();
    viewer.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + web.port() + "/ws/dashboard"), viewer)
            .join();
    return viewer;
  }

  private static final class Viewer implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    WebSocket socket;

    String next() throws InterruptedException {
      String next = heard.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing heard for 10s");
      }
      return next;
    }

    /** The next message that is so; there may be others before. */
    JsonNode until(Predicate<JsonNode> fact) throws Exception {
      for (int i = 0; i < 100; i++) {
        JsonNode json = JSON.readTree(next());
        if (fact.test(json)) {
          return json;
        }
      }
      throw new AssertionError("not told in 100 messages");
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        heard.add(partial.toString());
        partial.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      heard.add("closed " + status + " " + reason);
      return null;
    }
  }
}
