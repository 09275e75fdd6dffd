package dev.caravan.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients received is compared, key by key, with what the ledger says they were sent. */
class SimulatorLedgerTest {

  private static final StreamId BTC_TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId ETH_TRADE = new StreamId("trade", "ETHUSDT");
  private static final StreamId BTC_DEPTH = new StreamId("depth20@100ms", "BTCUSDT");
  private static final String ALL =
      "/stream?streams=btcusdt@depth20@100ms/btcusdt@trade/ethusdt@depth20@100ms/ethusdt@trade";

  @TempDir Path folder;

  private static SimulatorOptions.Builder options() {
    return SimulatorOptions.of(new SimulatedBinanceSpot()).symbols("2").rate(10_000);
  }

  /** The keys of what a client received, per stream, as the recorder's own mapping reads them. */
  private static Map<StreamId, KeyRuns> received(List<RawWebSocket.Frame> messages) {
    BinanceSpotMapping mapping = new BinanceSpotMapping();
    Recognition recognition = new Recognition();
    Map<StreamId, KeyRuns.Builder> keys = new LinkedHashMap<>();
    for (RawWebSocket.Frame message : messages) {
      byte[] bytes = message.bytes();
      mapping.recognise(bytes, 0, bytes.length, recognition);
      keys.computeIfAbsent(recognition.stream(), unused -> new KeyRuns.Builder())
          .add(FrameKeys.keyOf(recognition, bytes, 0, bytes.length));
    }
    Map<StreamId, KeyRuns> built = new LinkedHashMap<>();
    keys.forEach((stream, builder) -> built.put(stream, builder.build()));
    return built;
  }

  private static Map<StreamId, KeyRuns> sent(Ledger.Connection connection) {
    Map<StreamId, KeyRuns> sent = new LinkedHashMap<>();
    connection.streams().forEach(stream -> sent.put(stream.stream(), stream.keys()));
    return sent;
  }

  private static void assertExact(RawWebSocket client, Ledger.Connection connection) {
    assertEquals(sent(connection), received(client.messages()));
  }

  @Test
  void shouldCountExactlyWhatAClientGotBeforeItsClose() throws Exception {
    try (Simulator simulator = Simulator.start(options().build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> client.frameCount() > 1_000);

      client.closeAndDrain();

      Ledger ledger = simulator.ledger();
      assertExact(client, ledger.connections().get(0));
      assertEquals(1000, client.closeCode());
      int last = client.frames().size() - 1;
      assertEquals(OutboundBatch.CLOSE, client.frames().get(last).opcode());
      await().until(() -> simulator.stats().produced() > 2 * client.frameCount());
      assertEquals(ledger.connections(), simulator.ledger().connections());
    }
  }

  @Test
  void shouldCountPerConnectionAcrossDisconnectionsAndNeverGoBack() throws Exception {
    List<RawWebSocket> clients = new ArrayList<>();
    try (Simulator simulator = Simulator.start(options().faults("disconnect@200ms").build())) {
      for (int i = 0; i < 4; i++) {
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL);
        clients.add(client);
        if (i < 3) {
          if (i > 0) {
            // Only the first is sure to be there when a scheduled fault strikes.
            await().until(() -> client.frameCount() > 20);
            simulator.disconnectAll();
          }
          client.awaitEnd();
          assertEquals(1001, client.closeCode());
        } else {
          await().until(() -> client.frameCount() > 100);
          client.closeAndDrain();
        }
      }
      Ledger ledger = simulator.ledger();

      assertEquals(4, ledger.connections().size());
      for (int i = 0; i < 4; i++) {
        assertExact(clients.get(i), ledger.connections().get(i));
      }
      long[] all = ledger.sent(BTC_TRADE).toArray();
      assertArrayEquals(LongStream.of(all).sorted().distinct().toArray(), all);
      assertTrue(isPartOf(all, ledger.produced(BTC_TRADE).toArray()));
    } finally {
      for (RawWebSocket client : clients) {
        client.close();
      }
    }
  }

  private static boolean isPartOf(long[] part, long[] whole) {
    return LongStream.of(part).allMatch(key -> Arrays.binarySearch(whole, key) >= 0);
  }

  @Test
  void shouldProduceButNotSendWhatAGapWithholds() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                options().messages(4_000).faults("gap=0.1/trade/BTCUSDT,seed=5").build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> simulator.stats().isFinished());
      client.closeAndDrain();

      Ledger ledger = simulator.ledger();
      assertExact(client, ledger.connections().get(0));
      assertEquals(1_000, ledger.produced(BTC_TRADE).count());
      assertEquals(1, ledger.produced(BTC_TRADE).runs());
      long withheld = 1_000 - ledger.sent(BTC_TRADE).count();
      assertTrue(withheld > 50 && withheld < 150, "withheld=" + withheld);
      assertEquals(ledger.produced(ETH_TRADE), ledger.sent(ETH_TRADE));
      assertEquals(ledger.produced(BTC_DEPTH), ledger.sent(BTC_DEPTH));
    }
  }

  @Test
  void shouldWithholdTheSameFramesForTheSameSeed() throws Exception {
    String spec = "gap=0.05,mute@50ms+20ms/depth20@100ms/BTCUSDT,garbage=0.05,seed=9";

    Ledger first = run(spec);

    assertEquals(first, run(spec));
    assertFalse(first.equals(run(spec.replace("seed=9", "seed=10"))));
  }

  private static Ledger run(String faults) throws Exception {
    try (Simulator simulator = Simulator.start(options().messages(2_000).faults(faults).build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> simulator.stats().isFinished());
      client.closeAndDrain();
      assertExact(client, simulator.ledger().connections().get(0));
      return simulator.ledger();
    }
  }

  @Test
  void shouldMuteOneStreamForItsWindow() throws Exception {
    Ledger ledger = run("mute@50ms+50ms/trade/BTCUSDT");

    KeyRuns produced = ledger.produced(BTC_TRADE);
    KeyRuns sent = ledger.sent(BTC_TRADE);
    assertEquals(500, produced.count());
    // 10,000 a second over four streams: 125 frames of each within 50 ms.
    assertEquals(375, sent.count());
    assertEquals(2, sent.runs());
    assertEquals(produced.runFirst(0) + 125, sent.runFirst(0) + sent.runCount(0));
    assertEquals(produced.runFirst(0) + 250, sent.runFirst(1));
    assertEquals(ledger.produced(ETH_TRADE), ledger.sent(ETH_TRADE));
  }

  @Test
  void shouldMuteAndUnmuteByHand() throws Exception {
    try (Simulator simulator = Simulator.start(options().build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> client.frameCount() > 100);

      simulator.mute(BTC_TRADE);
      long before = simulator.ledger().produced(BTC_TRADE).count();
      await().until(() -> simulator.ledger().produced(BTC_TRADE).count() > before + 100);
      simulator.unmute(BTC_TRADE);
      await().until(() -> simulator.ledger().sent(BTC_TRADE).runs() >= 2);
      simulator.mute();
      long all = simulator.stats().produced();
      await().until(() -> simulator.stats().produced() > all + 500);
      long muted = simulator.ledger().sent(ETH_TRADE).count();
      await().until(() -> simulator.stats().produced() > all + 1_000);
      assertEquals(muted, simulator.ledger().sent(ETH_TRADE).count());
      simulator.unmute();
      await().until(() -> simulator.ledger().sent(ETH_TRADE).count() > muted + 10);

      client.closeAndDrain();
      assertExact(client, simulator.ledger().connections().get(0));
    }
  }

  @Test
  void shouldCountGarbageUnderNoStream() throws Exception {
    try (Simulator simulator =
            Simulator.start(options().messages(1_000).faults("garbage=0.1").build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> simulator.stats().isFinished());
      client.closeAndDrain();

      Ledger ledger = simulator.ledger();
      assertExact(client, ledger.connections().get(0));
      long garbage = ledger.sent(StreamId.NONE).count();
      assertTrue(garbage > 50 && garbage < 150, "garbage=" + garbage);
      assertEquals(garbage, LongStream.of(ledger.sent(StreamId.NONE).toArray()).distinct().count());
      assertTrue(client.messages().stream().anyMatch(it -> it.opcode() == OutboundBatch.BINARY));
      assertTrue(client.texts().stream().anyMatch(text -> text.contains("},\"gap\":{")));
      assertTrue(client.texts().stream().anyMatch(text -> text.contains("\n")));
      assertTrue(client.texts().stream().anyMatch(text -> text.contains("\ufffd")));
    }
  }

  @Test
  void shouldSendSlowFramesLaterAndInOrder() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                options().messages(2_000).faults("slow=300ms@0s+100ms/trade/BTCUSDT").build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> simulator.stats().isFinished());
      client.closeAndDrain();

      Ledger ledger = simulator.ledger();
      assertExact(client, ledger.connections().get(0));
      assertEquals(ledger.produced(BTC_TRADE), ledger.sent(BTC_TRADE));
      List<String> texts = client.texts();
      int firstSlow = indexOf(texts, "btcusdt@trade");
      assertTrue(firstSlow >= 1_000, "first slow frame at " + firstSlow);
    }
  }

  @Test
  void shouldGoOnForALaterConnectionWhereTheMarketIsThoughFramesAreStillDelayed() throws Exception {
    try (Simulator simulator = Simulator.start(options().faults("slow=300ms").build());
        RawWebSocket first = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> first.frameCount() > 100);
      long before = simulator.ledger().produced(BTC_TRADE).count();

      try (RawWebSocket later = RawWebSocket.connect(simulator.port(), ALL)) {
        await().until(() -> later.frameCount() > 100);
        later.closeAndDrain();
      }

      Ledger ledger = simulator.ledger();
      long firstId = ledger.produced(BTC_TRADE).runFirst(0);
      long laterId = ledger.connections().get(1).sent(BTC_TRADE).runFirst(0);
      assertTrue(laterId >= firstId + before, "later=" + laterId + " market=" + firstId + before);
    }
  }

  private static int indexOf(List<String> texts, String part) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void shouldRefuseConnectsInItsWindowAndTakeThemLater() throws Exception {
    try (Simulator simulator = Simulator.start(options().faults("refuse@0s+300ms").build())) {
      IOException refused =
          assertThrows(IOException.class, () -> RawWebSocket.connect(simulator.port(), ALL));
      assertTrue(String.valueOf(refused.getMessage()).contains("503"), refused.getMessage());

      try (RawWebSocket client =
          await()
              .ignoreExceptions()
              .until(() -> RawWebSocket.connect(simulator.port(), ALL), it -> true)) {
        await().until(() -> client.frameCount() > 100);
        assertEquals(1, simulator.ledger().connections().size());
      }
    }
  }

  @Test
  void shouldRefuseTheSubscriptionOfOneStream() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                options()
                    .faults("refuse/trade/BTCUSDT")
                    .startAfter(Duration.ofMillis(50))
                    .build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), "/stream")) {
      client.sendText(
          "{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\",\"btcusdt@trade\"],\"id\":1}");
      client.sendText("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\"],\"id\":2}");

      await().until(() -> client.frameCount() > 10);

      assertEquals(
          "{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\","
              + "\"data\":\"btcusdt@trade\"},\"id\":1}",
          client.texts().get(0));
      assertEquals("{\"result\":null,\"id\":2}", client.texts().get(1));
      client.closeAndDrain();
      assertExact(client, simulator.ledger().connections().get(0));
      assertEquals(KeyRuns.EMPTY, simulator.ledger().sent(BTC_TRADE));
    }
  }

  @Test
  void shouldNotHoldTheMarketForASlowClientAndCountOnlyWhatWentOut() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                options().rate(50_000).messages(60_000).queueLimitBytes(4 << 20).build());
        RawWebSocket slow = RawWebSocket.connect(simulator.port(), ALL, false)) {
      await().until(() -> simulator.stats().isStarted() && simulator.connections() == 0);
      await().until(() -> simulator.stats().isFinished());

      slow.read();
      slow.awaitEnd();

      Ledger ledger = simulator.ledger();
      assertTrue(slow.frameCount() > 0);
      assertEquals(-1, slow.closeCode());
      assertExact(slow, ledger.connections().get(0));
      assertEquals(60_000, simulator.stats().produced());
      assertTrue(ledger.sent(BTC_TRADE).count() < ledger.produced(BTC_TRADE).count());
    }
  }

  @Test
  void shouldSendEverythingToAClientThatIsSlowForAWhile() throws Exception {
    try (Simulator simulator = Simulator.start(options().rate(50_000).messages(20_000).build());
        RawWebSocket slow = RawWebSocket.connect(simulator.port(), ALL, false)) {
      await().until(() -> simulator.stats().isFinished());

      slow.read();
      slow.closeAndDrain();

      Ledger ledger = simulator.ledger();
      assertExact(slow, ledger.connections().get(0));
      assertEquals(ledger.produced(BTC_TRADE), ledger.sent(BTC_TRADE));
      assertEquals(20_001, slow.frameCount());
    }
  }

  @Test
  void shouldSendTheSameFramesToEveryConnectionThatSubscribed() throws Exception {
    try (Simulator simulator = Simulator.start(options().build());
        RawWebSocket first = RawWebSocket.connect(simulator.port(), ALL);
        RawWebSocket second = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> second.frameCount() > 500);
      assertEquals(2, simulator.connections());

      simulator.disconnectAll();

      first.awaitEnd();
      second.awaitEnd();
      assertEquals(0, simulator.connections());
      Ledger ledger = simulator.ledger();
      assertExact(first, ledger.connections().get(0));
      assertExact(second, ledger.connections().get(1));
      assertTrue(
          isPartOf(
              ledger.connections().get(1).sent(BTC_TRADE).toArray(),
              ledger.connections().get(0).sent(BTC_TRADE).toArray()));
    }
  }

  @Test
  void shouldSendAnythingByHand() throws Exception {
    byte[] hostile = {'{', '"', 'a', '"', ':', '1', '}', ',', (byte) 0xff, 0, '\n'};
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    try (Simulator simulator = Simulator.start(options().build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), "/stream")) {
      await().until(() -> simulator.connections() == 1);

      simulator.sendRaw(hostile, false);
      simulator.sendRaw(large, true);
      simulator.sendRaw("{\"stream\":\"xrpusdt@trade\",\"data\":{\"e\":\"trade\",\"t\":77}}");

      await().until(() -> client.frameCount() == 3);
      assertArrayEquals(hostile, client.frames().get(0).bytes());
      assertArrayEquals(large, client.frames().get(1).bytes());
      assertEquals(OutboundBatch.BINARY, client.frames().get(1).opcode());
      Ledger ledger = simulator.ledger();
      assertExact(client, ledger.connections().get(0));
      assertEquals(KeyRuns.of(77), ledger.produced(new StreamId("trade", "XRPUSDT")));
    }
  }

  @Test
  void shouldKeepTheLedgerFileUpToDateAndCompleteAtTheEnd() throws Exception {
    Path file = folder.resolve("ledger.json");
    Simulator simulator = Simulator.start(options().ledger(file).build());
    try (RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> Ledger.read(file).sent(BTC_TRADE).count() > 100);

      simulator.close();

      client.awaitEnd();
      assertEquals(1001, client.closeCode());
      assertExact(client, Ledger.read(file).connections().get(0));
      assertEquals(simulator.ledger(), Ledger.read(file));
    }
  }

  @Test
  void shouldNotStartWhereTheLedgerCannotBeWritten() {
    Path file = folder.resolve("no-such-folder/ledger.json");

    assertThrows(IOException.class, () -> Simulator.start(options().ledger(file).build()));
    assertFalse(Files.exists(file));
  }

  @Test
  void shouldRefuseAFaultOfAStreamThatTheMarketDoesNotHave() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Simulator.start(options().faults("mute/trade/NOSUCH").build()));

    assertTrue(String.valueOf(refused.getMessage()).contains("trade/BTCUSDT"));
  }

  @Test
  void shouldBeginWhenEveryStreamIsSubscribedAndNotBefore() throws Exception {
    try (Simulator simulator = Simulator.start(options().startAfter(Duration.ofDays(1)).build());
        RawWebSocket first =
            RawWebSocket.connect(
                simulator.port(), "/stream?streams=btcusdt@trade/btcusdt@depth20@100ms");
        RawWebSocket second = RawWebSocket.connect(simulator.port(), "/stream")) {
      second.sendText(
          "{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\",\"nosuch@trade\"],\"id\":1}");
      await().until(() -> second.frameCount() == 1);
      assertFalse(simulator.stats().isStarted());

      second.sendText("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@depth20@100ms\"],\"id\":2}");

      await().until(() -> second.frameCount() > 10 && first.frameCount() > 10);
      assertEquals("{\"result\":null,\"id\":2}", second.texts().get(1));
      String firstTrade =
          first.texts().stream().filter(text -> text.contains("@trade")).findFirst().orElseThrow();
      long id = simulator.ledger().produced(BTC_TRADE).runFirst(0);
      assertTrue(firstTrade.contains("\"t\":" + id + ","), firstTrade);
    }
  }

  @Test
  void shouldBeginSomeTimeAfterTheFirstSubscription() throws Exception {
    try (Simulator simulator =
            Simulator.start(options().startAfter(Duration.ofMillis(100)).build());
        RawWebSocket client =
            RawWebSocket.connect(simulator.port(), "/stream?streams=btcusdt@trade")) {
      await().until(() -> client.frameCount() > 10);

      assertTrue(simulator.ledger().produced(ETH_TRADE).count() > 0);
      assertEquals(KeyRuns.EMPTY, simulator.ledger().sent(ETH_TRADE));
    }
  }

  @Test
  void shouldStayOpenAndSilentAfterTheLastMessage() throws Exception {
    try (Simulator simulator = Simulator.start(options().messages(40).build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().until(() -> simulator.stats().isFinished() && client.frameCount() == 40);
      client.sendText("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
      await().until(() -> client.frameCount() > 40);

      assertEquals(41, client.frameCount());
      assertFalse(client.hasEnded());
      assertEquals(40, simulator.stats().produced());
    }
  }

  @Test
  void shouldMakeFramesAtTheStatedRate() throws Exception {
    long before = System.nanoTime();
    try (Simulator simulator = Simulator.start(options().rate(5_000).messages(5_000).build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), ALL)) {
      await().pollInterval(Duration.ofMillis(10)).until(() -> simulator.stats().isFinished());
      client.closeAndDrain();

      double seconds = (System.nanoTime() - before) / 1e9;
      assertTrue(seconds >= 0.999, "seconds=" + seconds);
      assertEquals(1_250, simulator.ledger().sent(BTC_TRADE).count());
    }
  }
}
