package dev.caravan.venue.binancespot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.venue.binance.SimulatedBinanceServer;
import dev.caravan.venue.binance.SimulatedStreamMarket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulatedSpotMarketTest {

  private static final SimulatedBinanceServer IDS =
      new SimulatedBinanceServer(market("1"), new SimulatedSpotRules());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME_MS = 1_795_000_000_000L;

  private record Made(String text, JsonNode data, StreamId stream, long key) {}

  @Test
  void shouldCountTradesAndUpdatesWithoutAHole() throws IOException {
    SimulatedStreamMarket market = market("2", "trade", "depth", "depth@100ms", "bookTicker");
    Map<StreamId, Long> last = new HashMap<>();

    for (Made made : make(market, 5_000)) {
      boolean isDelta = made.stream.channel().startsWith("depth");
      long first = made.data.get(isDelta ? "U" : isTrade(made) ? "t" : "u").asLong();
      Long before = last.put(made.stream, made.key);
      if (before != null && (isDelta || isTrade(made))) {
        assertEquals(before + 1, first, made.text);
      } else if (before != null) {
        assertTrue(before < first, made.text);
      }
    }
  }

  private static boolean isTrade(Made made) {
    return made.stream.channel().equals("trade");
  }

  @Test
  void shouldRebuildTheBookFromASnapshotAndEveryDelta() throws IOException {
    SimulatedStreamMarket market = market("BTCUSDT", "depth", "depth20", "bookTicker");
    make(market, 10);
    JsonNode snapshot = JSON.readTree(market.depth("BTCUSDT", 5000).orElseThrow());
    TreeMap<Double, String> bids = levels(snapshot.get("bids"));
    TreeMap<Double, String> asks = levels(snapshot.get("asks"));

    for (int i = 0; i < 6_000; i++) {
      Made made = make(market, 1).get(0);
      JsonNode own = JSON.readTree(market.depth("BTCUSDT", 5000).orElseThrow());
      assertEquals(own.get("lastUpdateId").asLong(), made.key, made.text);
      switch (made.stream.channel()) {
        case "depth" -> {
          assertTrue(made.data.get("b").size() + made.data.get("a").size() > 0, made.text);
          apply(made.data.get("b"), bids);
          apply(made.data.get("a"), asks);
          assertEquals(top(own.get("bids"), 40), bids.descendingMap().entrySet().toString());
          assertEquals(top(own.get("asks"), 40), asks.entrySet().toString());
          assertTrue(bids.lastKey() < asks.firstKey(), "crossed after " + made.text);
        }
        case "depth20" -> {
          assertEquals(top(own.get("bids"), 20), top(made.data.get("bids"), 20));
          assertEquals(top(own.get("asks"), 20), top(made.data.get("asks"), 20));
        }
        default -> {
          assertEquals(own.get("bids").get(0).get(0), made.data.get("b"));
          assertEquals(own.get("bids").get(0).get(1), made.data.get("B"));
          assertEquals(own.get("asks").get(0).get(0), made.data.get("a"));
          assertEquals(own.get("asks").get(0).get(1), made.data.get("A"));
        }
      }
    }
  }

  private static TreeMap<Double, String> levels(JsonNode side) {
    TreeMap<Double, String> levels = new TreeMap<>();
    apply(side, levels);
    return levels;
  }

  private static void apply(JsonNode changes, TreeMap<Double, String> levels) {
    for (JsonNode change : changes) {
      if (change.get(1).asText().equals("0.00000000")) {
        levels.remove(change.get(0).asDouble());
      } else {
        levels.put(change.get(0).asDouble(), change.get(1).asText());
      }
    }
  }

  private static String top(JsonNode side, int count) {
    Map<Double, String> levels = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      levels.put(side.get(i).get(0).asDouble(), side.get(i).get(1).asText());
    }
    return levels.entrySet().toString();
  }

  @Test
  void shouldMakeTheSameFramesForTheSameSeed() throws IOException {
    String first = texts(make(market("3", "trade", "depth20@100ms"), 2_000));

    assertEquals(first, texts(make(market("3", "trade", "depth20@100ms"), 2_000)));
    assertNotEquals(
        first,
        texts(
            make(
                SimulatedSpotMarket.of(
                    new MarketOptions("3", List.of("trade", "depth20@100ms"), Optional.empty(), 2)),
                2_000)));
  }

  private static String texts(List<Made> made) {
    return String.join("\n", made.stream().map(Made::text).toList());
  }

  @Test
  void shouldKeyFramesAsItsOwnParserAndTheRecordersMappingDo() throws IOException {
    SimulatedStreamMarket market =
        market(
            "3",
            "trade",
            "aggTrade",
            "bookTicker",
            "depth",
            "depth5",
            "depth10@100ms",
            "depth20@100ms",
            "kline_1m");
    BinanceSpotMapping mapping = new BinanceSpotMapping();
    Recognition recognition = new Recognition();

    for (Made made : make(market, 2_000)) {
      byte[] bytes = made.text.getBytes(StandardCharsets.UTF_8);
      mapping.recognise(bytes, 0, bytes.length, recognition);

      assertEquals(made.stream, recognition.stream(), made.text);
      assertEquals(made.key, FrameKeys.keyOf(recognition, bytes, 0, bytes.length), made.text);
      assertEquals(made.stream, IDS.identify(bytes).stream(), made.text);
      assertEquals(made.key, IDS.identify(bytes).key(), made.text);
    }
  }

  @Test
  void shouldLookLikeTheRealThing() throws IOException {
    List<Made> made = make(market("1", "depth20@100ms", "trade"), 2);

    assertTrue(
        made.get(0)
            .text
            .matches(
                "\\{\"stream\":\"btcusdt@depth20@100ms\",\"data\":\\{\"lastUpdateId\":\\d{11},"
                    + "\"bids\":\\[(\\[\"9[45]\\d{3}\\.\\d{8}\",\"\\d\\.\\d{8}\"],?){20}],"
                    + "\"asks\":\\[(\\[\"9[45]\\d{3}\\.\\d{8}\",\"\\d\\.\\d{8}\"],?){20}]}}"),
        made.get(0).text);
    assertTrue(made.get(0).text.length() > 750 && made.get(0).text.length() < 1500);
    assertTrue(
        made.get(1)
            .text
            .matches(
                "\\{\"stream\":\"btcusdt@trade\",\"data\":\\{\"e\":\"trade\",\"E\":1795000000000,"
                    + "\"s\":\"BTCUSDT\",\"t\":\\d{10},\"p\":\"9[45]\\d{3}\\.\\d{8}\","
                    + "\"q\":\"\\d\\.\\d{8}\",\"T\":1795000000000,\"m\":(true|false),\"M\":true}}"),
        made.get(1).text);
  }

  @Test
  void shouldSaveThePayloadAloneForRawConnections() {
    SimulatedStreamMarket market = market("1", "trade");
    MarketFrame frame = new MarketFrame();

    market.next(TIME_MS, frame);

    byte[] bare =
        Arrays.copyOfRange(
            frame.bytes(), frame.bareOffset(), frame.bareOffset() + frame.bareLength());
    String whole = new String(frame.bytes(), 0, frame.length(), StandardCharsets.UTF_8);
    assertArrayEquals(
        whole
            .substring("{\"stream\":\"btcusdt@trade\",\"data\":".length(), whole.length() - 1)
            .getBytes(StandardCharsets.UTF_8),
        bare);
  }

  @Test
  void shouldNameManySymbolsAndAnyList() {
    assertEquals(600, SimulatedSymbol.of("600").stream().distinct().count());
    assertEquals("BTCUSDT", SimulatedSymbol.of("600").get(0).name());
    assertEquals(5, SimulatedSymbol.of("").size());
    assertEquals(
        List.of("ETHBTC", "WHOKNOWSTRY"),
        SimulatedSymbol.of("ethbtc, WHOKNOWSTRY").stream().map(SimulatedSymbol::name).toList());
  }

  @Test
  void shouldRefuseAChannelThatItCannotMake() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> market("1", "kline_1M"));

    assertTrue(String.valueOf(refused.getMessage()).contains("these can: trade, aggTrade"));
  }

  private static SimulatedStreamMarket market(String symbols, String... channels) {
    return SimulatedSpotMarket.of(
        new MarketOptions(symbols, List.of(channels), Optional.empty(), 1));
  }

  private static List<Made> make(SimulatedStreamMarket market, int count) throws IOException {
    List<Made> made = new ArrayList<>();
    MarketFrame frame = new MarketFrame();
    for (int i = 0; i < count; i++) {
      market.next(TIME_MS, frame);
      String text =
          new String(frame.bytes(), frame.offset(), frame.length(), StandardCharsets.UTF_8);
      made.add(
          new Made(
              text,
              JSON.readTree(text).get("data"),
              market.streams().get(frame.stream()).id(),
              frame.key()));
    }
    return made;
  }
}
