package dev.caravan.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault against real sockets: what a client saw is what the ledger says it was sent. */
@Timeout(30)
class SimulatorFaultsTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId DEPTH = new StreamId("depth@100ms", "BTCUSDT");
  private static final String BOTH = "/stream?streams=btcusdt@trade/btcusdt@depth@100ms";
  private static final Pattern TRADE_ID = Pattern.compile("\"t\":(\\d+)");
  private static final Pattern DEPTH_ID = Pattern.compile("\"u\":(\\d+)");

  private RawWebSocket starter;

  private static SimulatorOptions.Builder options(String faults) {
    return SimulatorOptions.of(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels("trade", "depth@100ms")
        .rate(10_000)
        .messages(4_000)
        .faults(faults);
  }

  @Test
  void shouldLoseDroppedFramesOnEachConnectionByItself() throws Exception {
    try (Simulator simulator = startWithTwo("drop=0.1/trade,seed=3");
        RawWebSocket first = RawWebSocket.connect(simulator.port(), BOTH);
        RawWebSocket second = RawWebSocket.connect(simulator.port(), BOTH)) {
      begin(simulator, first, second);

      Ledger ledger = finish(simulator, first, second);

      long[] a = ledger.connections().get(0).sent(TRADE).toArray();
      long[] b = ledger.connections().get(1).sent(TRADE).toArray();
      assertTrue(a.length > 1_600 && a.length < 1_900, "a=" + a.length);
      assertTrue(b.length > 1_600 && b.length < 1_900, "b=" + b.length);
      long either = LongStream.concat(LongStream.of(a), LongStream.of(b)).distinct().count();
      assertTrue(either > 1_950, "either=" + either);
      assertEquals(ledger.produced(DEPTH), ledger.connections().get(0).sent(DEPTH));
    }
  }

  @Test
  void shouldLoseAGapOnEveryConnectionAlike() throws Exception {
    try (Simulator simulator = startWithTwo("gap=0.1/trade,seed=3");
        RawWebSocket first = RawWebSocket.connect(simulator.port(), BOTH);
        RawWebSocket second = RawWebSocket.connect(simulator.port(), BOTH)) {
      begin(simulator, first, second);

      Ledger ledger = finish(simulator, first, second);

      KeyRuns sent = ledger.connections().get(0).sent(TRADE);
      assertEquals(sent, ledger.connections().get(1).sent(TRADE));
      assertTrue(sent.count() > 1_600 && sent.count() < 1_900, "sent=" + sent.count());
    }
  }

  @Test
  void shouldSendSomeFramesTwiceAndSwapOthers() throws Exception {
    try (Simulator simulator =
            Simulator.start(options("double=0.05/trade,reorder=0.05/depth@100ms,seed=2").build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), BOTH)) {
      Ledger ledger = finish(simulator, client);

      long[] trades = ledger.sent(TRADE).toArray();
      assertArrayEquals(
          ledger.produced(TRADE).toArray(), LongStream.of(trades).distinct().toArray());
      assertArrayEquals(LongStream.of(trades).sorted().toArray(), trades);
      int twice = trades.length - 2_000;
      assertTrue(twice > 60 && twice < 140, "twice=" + twice);

      long[] deltas = ledger.sent(DEPTH).toArray();
      long[] sorted = deltas.clone();
      Arrays.sort(sorted);
      assertArrayEquals(ledger.produced(DEPTH).toArray(), sorted);
      int back = 0;
      for (int i = 1; i < deltas.length; i++) {
        back += deltas[i] < deltas[i - 1] ? 1 : 0;
      }
      assertTrue(back > 60 && back < 140, "back=" + back);
    }
  }

  @Test
  void shouldSayNothingMoreOnAHalfOpenConnectionAndServeOthers() throws Exception {
    SimulatorOptions.Builder options =
        options("half-open@50ms#1").pingEvery(Duration.ofMillis(100)).messages(8_000);
    try (Simulator simulator = Simulator.start(options.build());
        RawWebSocket dead = RawWebSocket.connect(simulator.port(), BOTH)) {
      await().until(() -> simulator.stats().produced() > 2_000);
      try (RawWebSocket other = RawWebSocket.connect(simulator.port(), BOTH)) {
        await()
            .until(() -> other.frames().stream().anyMatch(it -> it.opcode() == OutboundBatch.PING));
        dead.sendText("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        dead.send(0x9, new byte[0]);
        dead.send(0x8, new byte[] {3, (byte) 0xe8});
        await().until(() -> simulator.stats().isFinished());
        other.closeAndDrain();
      }

      Ledger ledger = simulator.ledger();
      long[] sent = ledger.connections().get(0).sent(TRADE).toArray();
      assertEquals(250, sent.length);
      assertArrayEquals(sent, ids(dead, "@trade", TRADE_ID));
      assertFalse(dead.hasEnded());
      assertTrue(dead.frames().stream().noneMatch(it -> it.opcode() > OutboundBatch.BINARY));
      assertTrue(ledger.connections().get(1).sent(TRADE).count() > 100);
    }
  }

  @Test
  void shouldAcknowledgeAndStaySilentUntilTheSubscriptionIsRepeated() throws Exception {
    SimulatorOptions.Builder options =
        options("ack-silent@0s+700ms/trade").messages(SimulatorOptions.UNLIMITED).rate(1_000);
    try (Simulator simulator = Simulator.start(options.build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), "/stream")) {
      long before = System.nanoTime();
      String subscribe =
          "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"btcusdt@depth@100ms\"],\"id\":";
      client.sendText(subscribe + "1}");
      await().until(() -> ids(client, "@depth", DEPTH_ID).length > 50);
      await().until(() -> System.nanoTime() - before > 750_000_000L);
      assertEquals("{\"result\":null,\"id\":1}", client.texts().get(0));
      assertEquals(0, ids(client, "@trade", TRADE_ID).length);

      client.sendText(subscribe + "2}");

      await().until(() -> ids(client, "@trade", TRADE_ID).length > 20);
      client.closeAndDrain();
      assertExact(client, simulator.ledger().connections().get(0));
    }
  }

  @Test
  void shouldAnnounceTheShutdownAndCloseAfterItsTime() throws Exception {
    SimulatorOptions.Builder options =
        options("shutdown-event=300ms@100ms").messages(SimulatorOptions.UNLIMITED);
    try (Simulator simulator = Simulator.start(options.build());
        RawWebSocket combined = RawWebSocket.connect(simulator.port(), BOTH);
        RawWebSocket raw = RawWebSocket.connect(simulator.port(), "/ws/btcusdt@trade")) {
      await().until(() -> notices(combined) == 1);
      try (RawWebSocket later = RawWebSocket.connect(simulator.port(), BOTH)) {
        combined.awaitEnd();

        List<String> texts = combined.texts();
        String notice =
            texts.stream()
                .filter(text -> text.contains("serverShutdown"))
                .findFirst()
                .orElseThrow();
        int after = texts.size() - texts.indexOf(notice);
        assertTrue(after > 1_000, "frames after the notice: " + after);
        assertEquals(1001, combined.closeCode());
        assertExact(combined, simulator.ledger().connections().get(0));
        raw.awaitEnd();
        assertTrue(
            raw.texts().stream()
                .anyMatch(text -> text.matches("\\{\"e\":\"serverShutdown\",\"E\":\\d{13}}")));
        assertTrue(
            combined.texts().stream()
                .anyMatch(
                    text ->
                        text.matches(
                            "\\{\"stream\":\"!serverShutdown\","
                                + "\"data\":\\{\"e\":\"serverShutdown\",\"E\":\\d{13}}}")));
        assertFalse(later.hasEnded());
        assertEquals(0, notices(later));
      }
    }
  }

  private static long notices(RawWebSocket client) {
    return client.texts().stream().filter(text -> text.contains("serverShutdown")).count();
  }

  @Test
  void shouldCloseAConnectionAtTheEndOfItsLifetime() throws Exception {
    try (Simulator simulator = Simulator.start(options("lifetime=400ms#1").build());
        RawWebSocket first = RawWebSocket.connect(simulator.port(), BOTH);
        RawWebSocket second = RawWebSocket.connect(simulator.port(), BOTH)) {
      long before = System.nanoTime();

      first.awaitEnd();

      assertTrue(System.nanoTime() - before > 300_000_000L);
      assertEquals(1001, first.closeCode());
      assertFalse(second.hasEnded());
      assertExact(first, simulator.ledger().connections().get(0));
    }
  }

  @Test
  void shouldCloseAConnectionAtTheVenuesLifetime() throws Exception {
    try (Simulator simulator =
            Simulator.start(options("seed=1").lifetime(Duration.ofMillis(200)).build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), BOTH)) {
      client.awaitEnd();

      assertEquals(1001, client.closeCode());
      assertEquals(Duration.ofHours(24), new SimulatedBinanceSpot().lifetime());
    }
  }

  @Test
  void shouldKeepStrikingTheConnectionThatTakesThePlace() throws Exception {
    SimulatorOptions.Builder options =
        options("disconnect=3@100ms+900ms#2").messages(SimulatorOptions.UNLIMITED);
    try (Simulator simulator = startWithTwo(options);
        RawWebSocket first = RawWebSocket.connect(simulator.port(), BOTH)) {
      for (int i = 0; i < 3; i++) {
        try (RawWebSocket second = RawWebSocket.connect(simulator.port(), BOTH)) {
          if (i == 0) {
            begin(simulator, first, second);
          }
          second.awaitEnd();
          assertEquals(1001, second.closeCode());
        }
      }
      assertFalse(first.hasEnded());
      first.closeAndDrain();
      Ledger ledger = simulator.ledger();
      assertExact(first, ledger.connections().get(0));
      assertEquals(1, ledger.connections().get(0).sent(TRADE).runs());
      assertNotEquals(0, ledger.connections().get(3).sent(TRADE).count());
    }
  }

  @Test
  void shouldRefuseRestWithRetryAfterAndLeaveSocketsAlone() throws Exception {
    try (Simulator simulator = Simulator.start(options("429=1500ms").build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), BOTH)) {
      HttpResponse<String> refused = get(simulator, "/api/v3/depth?symbol=BTCUSDT");

      assertEquals(429, refused.statusCode());
      assertEquals("2", refused.headers().firstValue("Retry-After").orElse(""));
      assertTrue(refused.body().startsWith("{\"code\":-1003,"), refused.body());
      await().until(() -> client.frameCount() > 100);
    }
  }

  @Test
  void shouldRefuseEverythingToABannedAddressUntilTheBanEnds() throws Exception {
    try (Simulator simulator = Simulator.start(options("418=3m@0s+1500ms").build())) {
      HttpResponse<String> refused = get(simulator, "/api/v3/time");
      IOException socket =
          assertThrows(IOException.class, () -> RawWebSocket.connect(simulator.port(), BOTH));

      assertEquals(418, refused.statusCode());
      assertEquals("180", refused.headers().firstValue("Retry-After").orElse(""));
      assertTrue(refused.body().contains("IP banned until"), refused.body());
      assertTrue(String.valueOf(socket.getMessage()).contains("418"), socket.getMessage());
      await().until(() -> get(simulator, "/api/v3/time").statusCode() == 200);
    }
  }

  /** Two lines of the same streams get the same bytes, deltas with the same first and last ids. */
  @Test
  void shouldSendTheSameBytesToBothLines() throws Exception {
    try (Simulator simulator = startWithTwo("seed=4");
        RawWebSocket first = RawWebSocket.connect(simulator.port(), BOTH);
        RawWebSocket second = RawWebSocket.connect(simulator.port(), BOTH)) {
      begin(simulator, first, second);

      finish(simulator, first, second);

      List<String> frames = data(first);
      assertEquals(4_000, frames.size());
      assertEquals(frames, data(second));
      assertTrue(frames.stream().anyMatch(text -> text.contains("\"e\":\"depthUpdate\"")));
    }
  }

  private static List<String> data(RawWebSocket client) {
    return client.texts().stream().filter(text -> text.startsWith("{\"stream\":")).toList();
  }

  private static Simulator startWithTwo(String faults) throws IOException {
    return startWithTwo(options(faults).messages(6_000));
  }

  /** The market waits for a third stream, so that both lines are there when it begins. */
  private static Simulator startWithTwo(SimulatorOptions.Builder options) throws IOException {
    return Simulator.start(
        options
            .channels("trade", "depth@100ms", "bookTicker")
            .rate(15_000)
            .startAfter(Duration.ofDays(1))
            .build());
  }

  /** Subscribes the third stream once these clients are there. */
  private void begin(Simulator simulator, RawWebSocket... clients) throws IOException {
    await().until(() -> simulator.connections() == clients.length);
    starter = RawWebSocket.connect(simulator.port(), "/stream?streams=btcusdt@bookTicker");
  }

  @AfterEach
  void closeStarter() throws IOException {
    if (starter != null) {
      starter.close();
    }
  }

  private static Ledger finish(Simulator simulator, RawWebSocket... clients) throws Exception {
    await().until(() -> simulator.stats().isFinished());
    for (RawWebSocket client : clients) {
      client.closeAndDrain();
    }
    Ledger ledger = simulator.ledger();
    for (int i = 0; i < clients.length; i++) {
      assertExact(clients[i], ledger.connections().get(i));
    }
    return ledger;
  }

  private static void assertExact(RawWebSocket client, Ledger.Connection connection) {
    assertArrayEquals(connection.sent(TRADE).toArray(), ids(client, "@trade", TRADE_ID));
    assertArrayEquals(connection.sent(DEPTH).toArray(), ids(client, "@depth", DEPTH_ID));
  }

  private static long[] ids(RawWebSocket client, String channel, Pattern id) {
    return client.texts().stream()
        .filter(text -> text.startsWith("{\"stream\":\"btcusdt" + channel))
        .mapToLong(
            text -> {
              Matcher matcher = id.matcher(text);
              assertTrue(matcher.find(), text);
              return Long.parseLong(matcher.group(1));
            })
        .toArray();
  }

  private static HttpResponse<String> get(Simulator simulator, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(simulator.restUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
