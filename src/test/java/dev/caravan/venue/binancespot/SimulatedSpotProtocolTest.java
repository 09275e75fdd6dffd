package dev.caravan.venue.binancespot;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.simulator.RawWebSocket;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedSpotProtocolTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Simulator simulator;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.start(options().build());
  }

  @AfterEach
  void stop() throws IOException {
    simulator.close();
  }

  private static SimulatorOptions.Builder options() {
    return SimulatorOptions.of(new SimulatedBinanceSpot())
        .symbols("BTCUSDT,ETHUSDT")
        .channels("trade", "bookTicker")
        .startAfter(Duration.ofMillis(50));
  }

  /** The JDK's client, as an independent reader of the protocol. */
  private static final class Client implements WebSocket.Listener {
    final List<String> texts = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    volatile int closeCode = -1;
    volatile String closeReason = "";
    WebSocket socket;

    Client(Simulator simulator, String path) {
      socket =
          HTTP.newWebSocketBuilder()
              .buildAsync(URI.create(simulator.websocketUrl() + path), this)
              .orTimeout(5, TimeUnit.SECONDS)
              .join();
    }

    void send(String text) {
      socket.sendText(text, true).orTimeout(5, TimeUnit.SECONDS).join();
    }

    String answer(String request) {
      int before = answers().size();
      send(request);
      await().until(() -> answers().size() > before);
      return answers().get(before);
    }

    List<String> answers() {
      return texts.stream()
          .filter(text -> text.startsWith("{\"result\"") || text.startsWith("{\"error\""))
          .toList();
    }

    List<String> data() {
      return texts.stream()
          .filter(text -> !text.startsWith("{\"result\"") && !text.startsWith("{\"error\""))
          .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
      closeReason = reason;
      closeCode = statusCode;
      return null;
    }
  }

  @Test
  void shouldAcknowledgeThenDeliverWrappedFramesOnStream() {
    Client client = new Client(simulator, "/stream");

    String ack =
        client.answer(
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"ethusdt@bookTicker\"],\"id\":1}");

    assertEquals("{\"result\":null,\"id\":1}", ack);
    await().until(() -> client.data().size() >= 20);
    assertEquals(ack, client.texts.get(0));
    assertTrue(
        client.data().stream()
            .allMatch(
                text ->
                    text.startsWith("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\"")
                        || text.startsWith("{\"stream\":\"ethusdt@bookTicker\",\"data\":{\"u\":")),
        () -> client.data().get(0));
  }

  @Test
  void shouldDeliverBarePayloadsOnWs() {
    Client client = new Client(simulator, "/ws/btcusdt@trade/ethusdt@trade");

    await().until(() -> client.texts.size() >= 20);

    assertTrue(client.answers().isEmpty());
    assertTrue(client.texts.stream().allMatch(text -> text.startsWith("{\"e\":\"trade\",\"E\":")));
    assertTrue(client.texts.stream().anyMatch(text -> text.contains("\"s\":\"BTCUSDT\"")));
    assertTrue(client.texts.stream().anyMatch(text -> text.contains("\"s\":\"ETHUSDT\"")));
  }

  @Test
  void shouldDeliverStreamsOfTheUrlWithoutAnAcknowledgement() {
    Client client = new Client(simulator, "/stream?streams=btcusdt@trade/btcusdt@bookTicker");

    await().until(() -> client.texts.size() >= 20);

    assertTrue(client.answers().isEmpty());
    assertEquals(
        "{\"result\":[\"btcusdt@trade\",\"btcusdt@bookTicker\"],\"id\":3}",
        client.answer("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}"));
  }

  @Test
  void shouldStopDeliveringAfterUnsubscribe() {
    Client client = new Client(simulator, "/stream?streams=btcusdt@trade/ethusdt@trade");
    await().until(() -> client.texts.size() >= 20);

    String ack =
        client.answer("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":\"a-1\"}");

    assertEquals("{\"result\":null,\"id\":\"a-1\"}", ack);
    int at = client.texts.indexOf(ack);
    await().until(() -> client.texts.size() >= at + 20);
    assertTrue(
        client.texts.subList(at + 1, client.texts.size()).stream()
            .noneMatch(text -> text.contains("btcusdt@trade")));
  }

  @Test
  void shouldAcknowledgeUnknownAndUpperCaseNamesAndStaySilent() {
    Client client = new Client(simulator, "/stream");

    String ack =
        client.answer(
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"BTCUSDT@trade\",\"000usdt@trade\","
                + "\"../../etc/passwd@trade\",\"btcusdt@kline_1M\"],\"id\":null}");

    assertEquals("{\"result\":null,\"id\":null}", ack);
    await().until(() -> simulator.stats().produced() > 100);
    assertTrue(client.data().isEmpty());
  }

  @Test
  void shouldNotDoubleAStreamThatIsSubscribedTwice() {
    Client client = new Client(simulator, "/stream?streams=btcusdt@trade");
    String twice = "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":1}";

    assertEquals("{\"result\":null,\"id\":1}", client.answer(twice));

    await().until(() -> client.data().size() > 20);
    List<?> came = List.copyOf(client.data()); // more comes while it is counted
    assertEquals(came.size(), came.stream().distinct().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "nonsense|{'error':{'code':3,'msg':'Invalid JSON: expected value at line 1 column ",
        "[]|{'error':{'code':3,'msg':'Invalid JSON: expected value at line 1 column 1'}}",
        "{'method':'SUBSCRIBE','params':['a@trade']}|{'error':{'code':2,'msg':'Invalid request:"
            + " request ID must be an unsigned integer'}}",
        "{'method':'SUBSCRIBE','params':['a@trade'],'id':1.5}|{'error':{'code':2,'msg':'Invalid"
            + " request: request ID must be an unsigned integer'}}",
        "{'id':7}|{'error':{'code':2,'msg':'Invalid request: missing field `method` at line 1"
            + " column 8'},'id':7}",
        "{'method':'SUB','id':7}|{'error':{'code':2,'msg':'Invalid request: unknown variant `SUB`,"
            + " expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`,"
            + " `GET_PROPERTY` at line 1 column ",
        "{'method':'GET_PROPERTY','params':['combined'],'id':2}|{'result':true,'id':2}",
        "{'method':'GET_PROPERTY','params':['x'],'id':2}|{'error':{'code':0,'msg':'Unknown"
            + " property'},'id':2}",
        "{'method':'GET_PROPERTY','params':[1],'id':2}|{'error':{'code':2,'msg':'Invalid request:"
            + " property name must be a string'},'id':2}",
        "{'method':'GET_PROPERTY','params':['a','b'],'id':2}|{'error':{'code':2,'msg':'Invalid"
            + " request: too many parameters'},'id':2}",
        "{'method':'SET_PROPERTY','params':['combined',1],'id':2}|{'error':{'code':1,'msg':'Invalid"
            + " value type: expected Boolean'},'id':2}",
        "{'method':'SUBSCRIBE','params':['@@@x###'],'id':2}|{'error':{'code':2,'msg':'Invalid"
            + " request: invalid stream'},'id':2}",
      })
  void shouldAnswerAsTheSheetSays(String request, String answer) {
    Client client = new Client(simulator, "/stream");

    String got = client.answer(request.replace('\'', '"'));

    assertTrue(got.startsWith(answer.replace('\'', '"')), got);
  }

  @Test
  void shouldChangeTheFormOfFramesByProperty() {
    Client client = new Client(simulator, "/stream?streams=btcusdt@trade");
    await().until(() -> !client.data().isEmpty());

    String ack =
        client.answer("{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",false],\"id\":5}");

    assertEquals("{\"result\":null,\"id\":5}", ack);
    int at = client.texts.indexOf(ack);
    await().until(() -> client.texts.size() > at + 5);
    assertTrue(client.texts.get(at + 1).startsWith("{\"e\":\"trade\""));
    assertTrue(client.texts.get(at - 1).startsWith("{\"stream\":"));
  }

  @Test
  void shouldCloseWhenASyntacticallyWrongStreamIsAskedFor() {
    Client client = new Client(simulator, "/stream");

    client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"@@@x###\"],\"id\":2}");

    await().until(() -> client.closeCode == 1008);
  }

  @Test
  void shouldCloseWhenMoreThanFiveMessagesComeInASecond() {
    Client client = new Client(simulator, "/stream");

    for (int id = 1; id <= 6; id++) {
      client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + id + "}");
    }

    await().until(() -> client.closeCode >= 0);
    assertEquals(1008, client.closeCode);
    assertEquals("Too many requests", client.closeReason);
    assertEquals(5, client.answers().size());
  }

  @Test
  void shouldCountPongsAndPingsAsMessages() throws Exception {
    try (RawWebSocket client = RawWebSocket.connect(simulator.port(), "/stream")) {
      for (int i = 0; i < 6; i++) {
        client.send(i % 2 == 0 ? 0x9 : 0xA, new byte[0]);
      }

      client.awaitEnd();
      assertEquals(1008, client.closeCode());
    }
  }

  @Test
  void shouldAnswerAPingWithItsPayload() throws Exception {
    try (RawWebSocket client = RawWebSocket.connect(simulator.port(), "/stream")) {
      client.send(0x9, "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

      await().until(() -> client.frameCount() == 1);
      assertEquals(0xA, client.frames().get(0).opcode());
      assertEquals("abc", client.frames().get(0).text());
    }
  }

  @Test
  void shouldTakeExactly1024Streams() {
    Client client = new Client(simulator, "/stream");

    assertEquals("{\"result\":null,\"id\":1}", client.answer(subscribe(1, 1024)));
    assertEquals(
        "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"},\"id\":2}",
        client.answer("{\"method\":\"SUBSCRIBE\",\"params\":[\"one@trade\"],\"id\":2}"));
    await().until(() -> client.closeCode == 1008);
  }

  @Test
  void shouldRefuse1025StreamsInTheUrl() {
    String names =
        IntStream.range(0, 1025).mapToObj(i -> "s" + i + "@trade").collect(Collectors.joining("/"));

    Client client = new Client(simulator, "/stream?streams=" + names);

    await().until(() -> client.closeCode == 1008);
    assertEquals(
        List.of("{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}"), client.texts);
  }

  private static String subscribe(int id, int count) {
    return "{\"method\":\"SUBSCRIBE\",\"params\":["
        + IntStream.range(0, count)
            .mapToObj(i -> "\"s" + i + "@trade\"")
            .collect(Collectors.joining(","))
        + "],\"id\":"
        + id
        + "}";
  }

  @Test
  void shouldPingAndEndAConnectionThatNeverPongs() throws Exception {
    simulator.close();
    simulator =
        Simulator.start(
            options().pingEvery(Duration.ofMillis(300)).pongWithin(Duration.ofMillis(800)).build());

    try (RawWebSocket silent = RawWebSocket.connect(simulator.port(), "/stream").withoutPongs();
        RawWebSocket polite = RawWebSocket.connect(simulator.port(), "/stream")) {
      silent.awaitEnd();

      assertTrue(silent.frames().get(0).text().matches("\\d{13}"));
      assertEquals(1008, silent.closeCode());
      assertFalse(polite.hasEnded());
      assertTrue(polite.frameCount() >= 2);
    }
  }

  @Test
  void shouldHaveNoWebSocketElsewhere() {
    IOException refused =
        assertThrows(IOException.class, () -> RawWebSocket.connect(simulator.port(), "/elsewhere"));

    assertTrue(String.valueOf(refused.getMessage()).contains("404"));
  }

  @Test
  void shouldServeRestOnTheSamePort() throws Exception {
    assertEquals("{}", get("/api/v3/ping", 200).body());
    assertNotEquals(0, JSON.readTree(get("/api/v3/time", 200).body()).get("serverTime").asLong());
    JsonNode info =
        JSON.readTree(
            get("/api/v3/exchangeInfo?symbolStatus=TRADING&permissions=SPOT", 200).body());
    assertEquals(2, info.get("symbols").size());
    assertEquals("ETHUSDT", info.get("symbols").get(1).get("symbol").asText());
    assertEquals("TRADING", info.get("symbols").get(1).get("status").asText());
    assertEquals("USDT", info.get("symbols").get(1).get("quoteAsset").asText());
    assertEquals(
        1,
        JSON.readTree(get("/api/v3/exchangeInfo?symbol=ETHUSDT", 200).body())
            .get("symbols")
            .size());
  }

  @Test
  void shouldServeDepthFromTheBookOfTheStreams() throws Exception {
    Client client = new Client(simulator, "/stream?streams=btcusdt@bookTicker");
    await().until(() -> client.texts.size() >= 3);

    HttpResponse<String> response = get("/api/v3/depth?symbol=BTCUSDT&limit=7", 200);

    JsonNode depth = JSON.readTree(response.body());
    assertEquals(7, depth.get("bids").size());
    assertEquals(7, depth.get("asks").size());
    assertEquals("5", response.headers().firstValue("X-MBX-USED-WEIGHT-1M").orElse(""));
    long id = depth.get("lastUpdateId").asLong();
    await()
        .until(
            () ->
                JSON.readTree(client.texts.get(client.texts.size() - 1))
                        .get("data")
                        .get("u")
                        .asLong()
                    > id);
    long first = JSON.readTree(client.texts.get(0)).get("data").get("u").asLong();
    assertTrue(first < id && id - first < 100_000, first + " " + id);
  }

  @Test
  void shouldRefuseWrongRestRequestsAsTheVenueDoes() throws Exception {
    assertEquals(
        "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}",
        get("/api/v3/depth?symbol=NOSUCH", 400).body());
    assertTrue(get("/api/v3/depth", 400).body().startsWith("{\"code\":-1102"));
    assertTrue(
        get("/api/v3/depth?symbol=BTCUSDT&limit=x", 400).body().startsWith("{\"code\":-1100"));
    get("/", 404);
  }

  private HttpResponse<String> get(String path, int status) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(simulator.restUrl() + path))
                .timeout(Duration.ofSeconds(5))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), response.body());
    return response;
  }
}
