package dev.caravan.venue.binancespot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.RestThread;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Captures;
import dev.caravan.testing.OwnAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinanceSpotRestTest {

  private static final String LISTED =
      "{\"timezone\":\"UTC\",\"symbols\":[{\"symbol\":\"ETHBTC\",\"status\":\"TRADING\","
          + "\"baseAsset\":\"ETH\",\"quoteAsset\":\"BTC\",\"orderTypes\":[\"LIMIT\"],"
          + "\"isSpotTradingAllowed\":true,\"filters\":[{\"filterType\":\"PRICE_FILTER\","
          + "\"minPrice\":\"0.1\",\"tickSize\":\"0.00001000\"},{\"filterType\":\"LOT_SIZE\","
          + "\"stepSize\":\"0.0001\"},{\"filterType\":\"MARKET_LOT_SIZE\",\"stepSize\":\"9\"}]},"
          + "{\"symbol\":\"OLDBTC\",\"status\":\"BREAK\"},"
          + "{\"symbol\":\"NOSPOT\",\"status\":\"TRADING\",\"isSpotTradingAllowed\":false}]}";

  private final BinanceSpotRest rest = new BinanceSpotRest();

  @Test
  void shouldReadInstruments() throws IOException {
    List<Instrument> listed = rest.readInstruments(LISTED.getBytes(UTF_8));

    assertEquals(
        new Instrument(
            "ETHBTC",
            "ETH",
            "BTC",
            "TRADING",
            true,
            Optional.of(new BigDecimal("0.00001000")),
            Optional.of(new BigDecimal("0.0001"))),
        listed.get(0));
    assertFalse(listed.get(1).isTrading());
    assertEquals("BREAK", listed.get(1).status());
    assertFalse(listed.get(2).isTrading());
  }

  @Test
  void shouldReadARecordedInstrumentList() throws IOException {
    for (String line :
        Files.readAllLines(Captures.file("binance-spot/gocryptotrader_rest.rest.ndjson"))) {
      JsonNode recorded = new ObjectMapper().readTree(line);
      if (recorded.get("url").asText().contains("exchangeInfo")) {
        JsonNode symbols = recorded.get("body").get("symbols");

        List<Instrument> listed =
            rest.readInstruments(recorded.get("body").toString().getBytes(UTF_8));

        assertEquals(symbols.size(), listed.size());
        assertEquals(symbols.get(0).get("symbol").asText(), listed.get(0).symbol());
        assertTrue(listed.stream().anyMatch(Instrument::isTrading));
        return;
      }
    }
    throw new AssertionError("no instrument list in the capture");
  }

  @Test
  void shouldRefuseHalfAnAnswer() {
    for (int cut = 0; cut < LISTED.length(); cut++) {
      byte[] half = LISTED.substring(0, cut).getBytes(UTF_8);
      assertThrows(IOException.class, () -> rest.readInstruments(half));
    }
    assertThrows(IOException.class, () -> rest.readInstruments("{\"code\":1}".getBytes(UTF_8)));
    assertThrows(
        IOException.class, () -> rest.readTimeMs("{\"serverTime\":\"x\"}".getBytes(UTF_8)));
  }

  @Property(tries = 2000)
  void shouldThrowNothingElseWhateverComes(@ForAll @Size(max = 40) byte[] noise, @ForAll int at) {
    byte[] body = LISTED.getBytes(UTF_8);
    int from = Math.floorMod(at, body.length);
    System.arraycopy(noise, 0, body, from, Math.min(noise.length, body.length - from));
    try {
      rest.readInstruments(body);
      rest.readTimeMs(body);
    } catch (IOException refused) {
      assertTrue(true);
    }
  }

  @Test
  void shouldWeighAndEncodeItsRequests() {
    StreamId odd = new StreamId("depth@100ms", "币安&X=1");

    assertEquals(
        new RestRequest("/api/v3/depth?symbol=%E5%B8%81%E5%AE%89%26X%3D1&limit=1000", 50),
        rest.snapshot(odd).orElseThrow());
    assertEquals(Optional.empty(), rest.snapshot(new StreamId("depth20@100ms", "BTCUSDT")));
    assertEquals(Optional.empty(), rest.snapshot(new StreamId("trade", "BTCUSDT")));
    assertEquals(
        new RestRequest("/api/v3/historicalTrades?symbol=BTCUSDT&fromId=7&limit=3", 25),
        rest.trades(new StreamId("trade", "BTCUSDT"), 7, 3).orElseThrow());
    assertEquals(
        new RestRequest("/api/v3/aggTrades?symbol=BTCUSDT&fromId=7&limit=1000", 4),
        rest.trades(new StreamId("aggTrade", "BTCUSDT"), 7, 5000).orElseThrow());
    assertEquals(Optional.empty(), rest.trades(new StreamId("bookTicker", "BTCUSDT"), 7, 3));
  }

  @Test
  void shouldAskTheSimulatedVenue() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                OwnAddress.simulator(new SimulatedBinanceSpot())
                    .symbols("BTCUSDT,ETHUSDT")
                    .build());
        RestThread thread = new RestThread()) {
      RestClient client = thread.client(rest, URI.create(simulator.restUrl()));

      List<String> symbols =
          client.instruments().get(10, TimeUnit.SECONDS).stream().map(Instrument::symbol).toList();
      long timeMs = client.time().get(10, TimeUnit.SECONDS).timeMs();
      byte[] book =
          client
              .send(rest.snapshot(new StreamId("depth", "BTCUSDT")).orElseThrow())
              .get(10, TimeUnit.SECONDS)
              .body();

      assertEquals(List.of("BTCUSDT", "ETHUSDT"), symbols);
      assertTrue(timeMs > 1_000_000_000_000L);
      assertTrue(new ObjectMapper().readTree(book).has("lastUpdateId"));
      assertEquals(71, client.status().usedWeight());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "depth, /depth?symbol=BTCUSDT&limit=1000, 50",
        "depth20@100ms, /depth?symbol=BTCUSDT&limit=20, 5",
        "depth10, /depth?symbol=BTCUSDT&limit=10, 5",
        "bookTicker, /ticker/bookTicker?symbol=BTCUSDT, 2",
        "ticker, /ticker/24hr?symbol=BTCUSDT, 2",
        "miniTicker, /ticker/24hr?symbol=BTCUSDT&type=MINI, 2",
        "kline_1h, /klines?symbol=BTCUSDT&interval=1h&limit=20, 2",
        "aggTrade, /aggTrades?symbol=BTCUSDT&limit=1000, 4",
        "trade, /trades?symbol=BTCUSDT&limit=1000, 25",
      })
  void shouldAskInPlaceOfAStream(String channel, String path, int weight) {
    RestRequest asked = rest.backup(new StreamId(channel, "BTCUSDT")).orElseThrow();
    SimulatedMarket market =
        new SimulatedBinanceSpot()
            .openMarket(new MarketOptions("3", List.of("trade"), Optional.empty(), 1));

    RestAnswer answer = market.rest("GET", asked.path(), 5);

    assertEquals(new RestRequest("/api/v3" + path, weight), asked);
    assertEquals(200, answer.status(), () -> new String(answer.body(), UTF_8));
    assertEquals(Integer.toString(weight), answer.headers().get("X-MBX-USED-WEIGHT-1M"));
  }

  @Test
  void shouldAskNothingInPlaceOfWhatRestDoesNotOffer() {
    assertEquals(Optional.empty(), rest.backup(new StreamId("referencePrice", "BTCUSDT")));
    assertEquals(Optional.empty(), rest.backup(new StreamId("kline_1m@+08:00", "BTCUSDT")));
    assertEquals(Optional.empty(), rest.backup(new StreamId("ticker_1h", "BTCUSDT")));
    assertEquals(
        Optional.of(new RestRequest("/api/v3/ticker/24hr?type=MINI", 80)),
        rest.backup(new StreamId("!miniTicker@arr", "")));
  }
}
