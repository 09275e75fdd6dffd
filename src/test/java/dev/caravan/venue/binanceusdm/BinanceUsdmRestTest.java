package dev.caravan.venue.binanceusdm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestRequest;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceUsdmRestTest {

  private final BinanceUsdmRest rest = new BinanceUsdmRest();

  @Test
  void shouldTellTradingContractsFromOthers() throws IOException {
    List<Instrument> listed =
        rest.readInstruments(
            ("{\"symbols\":[{\"symbol\":\"BTCUSDT\",\"pair\":\"BTCUSDT\",\"contractType\":\"PERPETUAL\","
                    + "\"status\":\"TRADING\",\"baseAsset\":\"BTC\",\"quoteAsset\":\"USDT\","
                    + "\"pricePrecision\":2,\"filters\":[{\"filterType\":\"PRICE_FILTER\","
                    + "\"tickSize\":\"0.10\"},{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.001\"}]},"
                    + "{\"symbol\":\"OLDUSDT\",\"status\":\"SETTLING\"}]}")
                .getBytes(UTF_8));

    assertTrue(listed.get(0).isTrading());
    assertEquals(Optional.of(new BigDecimal("0.10")), listed.get(0).tickSize());
    assertFalse(listed.get(1).isTrading());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-usdm/gocryptotrader_rest.rest.ndjson",
        "binance-usdm/cryptofeed_binance_futures_20210417.rest.ndjson"
      })
  void shouldReadARecordedInstrumentList(String name) throws IOException {
    Path capture = Captures.file(name);
    int lists = 0;
    for (byte[] line : Captures.lines(capture)) {
      JsonNode recorded = new ObjectMapper().readTree(line);
      if (recorded.path("url").asText().contains("exchangeInfo")) {
        JsonNode body = recorded.path("body");

        List<Instrument> listed = rest.readInstruments(body.toString().getBytes(UTF_8));

        assertEquals(body.path("symbols").size(), listed.size());
        assertTrue(listed.stream().anyMatch(Instrument::isTrading));
        lists++;
      }
    }
    assertEquals(1, lists);
  }

  @Test
  void shouldAskWithinWhatTheVenueServes() {
    assertEquals(
        Optional.of(new RestRequest("/fapi/v1/depth?symbol=BTCUSDT&limit=1000", 20)),
        rest.snapshot(new StreamId("depth@100ms", "btcusdt")));
    assertEquals(Optional.empty(), rest.snapshot(new StreamId("depth20@100ms", "BTCUSDT")));
    assertEquals(
        Optional.of(new RestRequest("/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=7&limit=1000", 20)),
        rest.trades(new StreamId("aggTrade", "BTCUSDT"), 7, 5000));
    assertEquals(
        Optional.of(new RestRequest("/fapi/v1/trades?symbol=BTCUSDT&limit=1000", 5)),
        rest.trades(new StreamId("trade", "BTCUSDT"), 7, 5),
        "the newest: by id they need a key");
    assertEquals(1200, rest.weightPerMinute());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "depth@100ms, /depth?symbol=BTCUSDT&limit=1000, 20",
        "depth20@100ms, /depth?symbol=BTCUSDT&limit=20, 2",
        "depth5, /depth?symbol=BTCUSDT&limit=5, 2",
        "bookTicker, /ticker/bookTicker?symbol=BTCUSDT, 2",
        "ticker, /ticker/24hr?symbol=BTCUSDT, 1",
        "miniTicker, /ticker/24hr?symbol=BTCUSDT, 1",
        "kline_1m, /klines?symbol=BTCUSDT&interval=1m&limit=20, 1",
        "openInterest, /openInterest?symbol=BTCUSDT, 1",
        "markPrice@1s, /premiumIndex?symbol=BTCUSDT, 1",
        "aggTrade, /aggTrades?symbol=BTCUSDT&limit=1000, 20",
        "trade, /trades?symbol=BTCUSDT&limit=1000, 5",
      })
  void shouldAskInPlaceOfAStream(String channel, String path, int weight) {
    RestRequest asked = rest.backup(new StreamId(channel, "BTCUSDT")).orElseThrow();
    SimulatedMarket market =
        new SimulatedBinanceUsdm()
            .openMarket(new MarketOptions("3", List.of("trade"), Optional.empty(), 1));

    RestAnswer answer = market.rest("GET", asked.path(), 5);

    assertEquals(new RestRequest("/fapi/v1" + path, weight), asked);
    assertEquals(200, answer.status(), () -> new String(answer.body(), UTF_8));
    assertEquals(Integer.toString(weight), answer.headers().get("X-MBX-USED-WEIGHT-1M"));
  }

  @Test
  void shouldAskForAllSymbolsAtOnceInPlaceOfAStreamOfAll() {
    assertEquals(
        Optional.of(new RestRequest("/fapi/v1/ticker/bookTicker", 5)),
        rest.backup(new StreamId("!bookTicker", "")));
    assertEquals(
        Optional.of(new RestRequest("/fapi/v1/premiumIndex", 10)),
        rest.backup(new StreamId("!markPrice@arr@1s", "")));
    assertEquals(Optional.empty(), rest.backup(new StreamId("forceOrder", "BTCUSDT")));
  }

  @Test
  void shouldBeAnsweredByItsSimulatedVenue() throws IOException {
    SimulatedMarket market =
        new SimulatedBinanceUsdm()
            .openMarket(new MarketOptions("3", List.of("depth@100ms"), Optional.empty(), 1));

    RestAnswer listed = market.rest("GET", rest.instruments().path(), 5);
    RestAnswer time = market.rest("GET", rest.time().path(), 5);
    RestAnswer snapshot =
        market.rest("GET", rest.snapshot(new StreamId("depth", "BTCUSDT")).orElseThrow().path(), 5);

    assertEquals(
        3, rest.readInstruments(listed.body()).stream().filter(Instrument::isTrading).count());
    assertEquals(5, rest.readTimeMs(time.body()));
    assertEquals(200, snapshot.status());
    assertEquals("22", snapshot.headers().get("X-MBX-USED-WEIGHT-1M"));
  }
}
