package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.ledger.Ledger;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RawWebSocket;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of OKX is served byte for byte and in its order, as the venue would have. */
class SimulatedOkxRecordingTest {

  private static final List<String> LINES =
      List.of(
          "{\"arg\":{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},\"data\":[{\"tradeId\":\"7\"}]}",
          "{\"arg\":{\"channel\":\"books-l2-tbt\",\"instId\":\"BTC-USDT\"},\"action\":\"snapshot\","
              + "\"data\":[{\"asks\":[],\"bids\":[],\"checksum\":5,\"prevSeqId\":-1,\"seqId\":10}]}",
          "{\"event\":\"notice\",\"code\":\"64008\",\"msg\":\"soon\"}",
          "{\"arg\":{\"channel\":\"books-l2-tbt\",\"instId\":\"BTC-USDT\"},\"action\":\"update\","
              + "\"data\":[{\"asks\":[],\"bids\":[],\"checksum\":6,\"prevSeqId\":10,\"seqId\":15}]}",
          "{\"arg\":{\"channel\":\"liquidation-orders\",\"instType\":\"SWAP\"},\"data\":[{}]}",
          "{\"arg\":{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"},\"data\":[[\"1\"]]}",
          "{\"arg\":{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},\"data\":[{\"tradeId\":\"9\"}]}");

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("okx.ndjson"), LINES);
  }

  @Test
  void shouldGiveEveryFrameInOrderWithItsStreamAndKey() throws Exception {
    SimulatedOkxRecording recording = new SimulatedOkxRecording(Recording.read(file));
    MarketFrame frame = new MarketFrame();
    List<String> lines = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    while (recording.next(0, frame)) {
      lines.add(new String(frame.bytes(), frame.offset(), frame.length(), UTF_8));
      boolean isEveryones = frame.stream() == MarketFrame.EVERYONE;
      keys.add(
          (isEveryones ? "everyone" : recording.streams().get(frame.stream()).name())
              + " "
              + (frame.key() == hash(lines.get(lines.size() - 1)) ? "hash" : frame.key()));
    }
    recording.close();

    assertEquals(LINES, lines);
    assertEquals(
        List.of(
            "trades:BTC-USDT 7",
            "books-l2-tbt:BTC-USDT hash",
            "everyone hash",
            "books-l2-tbt:BTC-USDT 15",
            "liquidation-orders:SWAP hash",
            "candle1m:BTC-USDT hash",
            "trades:BTC-USDT 9"),
        keys);
    assertTrue(recording.isListed("BTC-USDT"));
    assertFalse(recording.isListed("ETH-USDT"));
    assertTrue(recording.isOfOldTimes());
    assertTrue(recording.book("books-l2-tbt:BTC-USDT").isEmpty(), "the recording has its own");
  }

  private static long hash(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    return FrameKeys.hash(bytes, 0, bytes.length);
  }

  /** The fastest book, which needed no login then, and a channel of a type. */
  @Test
  void shouldServeWhatIsSubscribedOnThePathThatServesIt() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedOkx())
                .from(file)
                .startAfter(Duration.ofDays(1))
                .rate(1_000)
                .build())) {
      try (RawWebSocket market = RawWebSocket.connect(simulator.port(), "/ws/v5/public");
          RawWebSocket business = RawWebSocket.connect(simulator.port(), "/ws/v5/business")) {
        OkxDialect dialect = new OkxDialect();
        List<StreamId> streams = simulator.streams().stream().map(MarketStream::id).toList();
        for (StreamId stream : streams) {
          boolean isPublic = dialect.path(stream).startsWith("/ws/v5/public");
          (isPublic ? market : business).sendText(dialect.subscribe(1, List.of(stream)));
        }
        // It begins when everything is subscribed.
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    simulator.stats().isFinished()
                        && market.frameCount() == 3 + 6
                        && business.frameCount() == 1 + 2);
        market.closeAndDrain();
        business.closeAndDrain();

        List<String> heard = texts(market);
        assertEquals(LINES.stream().filter(line -> !line.contains("candle1m")).toList(), heard);
        assertEquals(List.of(LINES.get(2), LINES.get(5)), texts(business));
      }
      Ledger ledger = simulator.ledger();
      List<Ledger.Stream> named =
          ledger.streams().stream().filter(stream -> !stream.stream().isNone()).toList();
      assertEquals(4, named.size());
      for (Ledger.Stream stream : named) {
        assertEquals(stream.keys(), ledger.sent(stream.stream()));
      }
    }
  }

  /** Frames, without answers. */
  private static List<String> texts(RawWebSocket client) {
    return client.messages().stream()
        .map(frame -> new String(frame.bytes(), UTF_8))
        .filter(text -> !text.contains("\"event\":\"subscribe\""))
        .toList();
  }
}
