package dev.caravan.venue.binanceusdm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.book.Continuity;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedUsdmMarketTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME_MS = 1_795_000_000_000L;
  private static final String[] ALL = {
    "trade",
    "aggTrade",
    "bookTicker",
    "depth",
    "depth@100ms",
    "depth5",
    "depth20@100ms",
    "markPrice@1s",
    "kline_1m"
  };

  private record Made(StreamId stream, long key, byte[] bytes) {
    JsonNode data() throws IOException {
      return JSON.readTree(bytes).path("data");
    }
  }

  @Test
  void shouldKeyFramesAsItsOwnParserAndTheRecordersMappingDo() {
    SimulatedMarket market = market("3", ALL);
    BinanceUsdmMapping mapping = new BinanceUsdmMapping();
    Recognition recognition = new Recognition();
    Set<String> unnumbered = new HashSet<>();

    for (Made made : make(market, 2_700)) {
      mapping.recognise(made.bytes, 0, made.bytes.length, recognition);

      String text = new String(made.bytes, StandardCharsets.UTF_8);
      assertEquals(made.stream, recognition.stream(), text);
      assertEquals(made.key, FrameKeys.keyOf(recognition, made.bytes, 0, made.bytes.length), text);
      assertEquals(made.stream, market.identify(made.bytes).stream(), text);
      assertEquals(made.key, market.identify(made.bytes).key(), text);
      assertTrue(
          mapping.venueTimeMs(made.stream, made.bytes, 0, made.bytes.length) >= TIME_MS, text);
      assertTrue(recognition.hasId() || unnumbered.add(text), "twice the same: " + text);
    }
  }

  @Test
  void shouldChainDeltasByPuOverIdsThatOthersUse() throws IOException {
    Map<StreamId, Continuity> chains = new HashMap<>();
    BinanceUsdmMapping mapping = new BinanceUsdmMapping();
    Recognition recognition = new Recognition();

    for (Made made : make(market("2", ALL), 1_800)) {
      mapping.recognise(made.bytes, 0, made.bytes.length, recognition);
      Continuity chain =
          chains.computeIfAbsent(
              made.stream, stream -> new Continuity(mapping.sequencing(stream.channel())));
      Continuity.Step step = chain.next(recognition.firstId(), recognition.lastId());
      assertTrue(
          step != Continuity.Step.GAP && step != Continuity.Step.REORDERED, made.stream + "");
      if (made.stream.channel().equals("depth@100ms")) {
        JsonNode data = made.data();
        assertTrue(data.path("U").asLong() > data.path("pu").asLong() + 1, data.toString());
        assertAscending(data.path("b"));
        assertAscending(data.path("a"));
      }
    }
    assertEquals(18, chains.size());
  }

  private static void assertAscending(JsonNode side) {
    double before = 0;
    for (JsonNode level : side) {
      double price = Double.parseDouble(level.get(0).asText());
      assertTrue(price > before, side.toString());
      before = price;
    }
  }

  @Test
  void shouldLeadOnFromItsSnapshot() throws IOException {
    SimulatedMarket market = market("BTCUSDT", "depth@100ms", "bookTicker");
    make(market, 50);
    JsonNode snapshot =
        JSON.readTree(market.rest("GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=20", TIME_MS).body());

    SnapshotBridge bridge = SnapshotBridge.endingAt(snapshot.path("lastUpdateId").asLong());
    JsonNode delta = make(market, 1).get(0).data();

    assertEquals(20, snapshot.path("bids").size());
    assertEquals(
        SnapshotBridge.Step.BRIDGES,
        bridge.judge(delta.path("pu").asLong() + 1, delta.path("u").asLong()));
  }

  @Test
  void shouldAnswerRestAsItsVenueDoes() throws IOException {
    SimulatedMarket market = market("2", "trade");

    assertEquals(
        2,
        JSON.readTree(market.rest("GET", "/fapi/v1/exchangeInfo", TIME_MS).body())
            .path("symbols")
            .size());
    assertEquals(400, market.rest("GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=7", 0).status());
    assertEquals(404, market.rest("GET", "/api/v3/depth?symbol=BTCUSDT", 0).status());
    assertEquals(
        "BTCUSDT",
        JSON.readTree(market.rest("GET", "/fapi/v1/openInterest?symbol=BTCUSDT", 5).body())
            .path("symbol")
            .asText());
  }

  @Test
  void shouldRefuseAChannelThatItCannotMake() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> market("1", "forceOrder"));

    assertTrue(String.valueOf(refused.getMessage()).contains("these can: trade, aggTrade"));
  }

  private static SimulatedMarket market(String symbols, String... channels) {
    return new SimulatedBinanceUsdm()
        .openMarket(new MarketOptions(symbols, List.of(channels), Optional.empty(), 1));
  }

  private static List<Made> make(SimulatedMarket market, int count) {
    List<Made> made = new ArrayList<>();
    MarketFrame frame = new MarketFrame();
    for (int i = 0; i < count; i++) {
      market.next(TIME_MS + i * 50L, frame);
      made.add(
          new Made(
              market.streams().get(frame.stream()).id(),
              frame.key(),
              Arrays.copyOfRange(frame.bytes(), frame.offset(), frame.offset() + frame.length())));
    }
    return made;
  }
}
