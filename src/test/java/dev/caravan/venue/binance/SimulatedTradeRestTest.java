package dev.caravan.venue.binance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the market told its streams can be asked for by id, in the words of REST. */
class SimulatedTradeRestTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME_MS = 1_795_165_200_000L;

  @Test
  void shouldServeTheTradesOfSpotById() throws Exception {
    SimulatedMarket market = market(new SimulatedBinanceSpot(), "trade");
    List<JsonNode> told = play(market, 50);

    JsonNode body =
        ok(
            market,
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=%d&limit=3"
                .formatted(told.get(10).path("t").asLong()),
            25);

    assertEquals(3, body.size());
    for (int i = 0; i < 3; i++) {
      JsonNode said = told.get(10 + i);
      JsonNode has = body.get(i);
      assertEquals(said.path("t").asLong(), has.path("id").asLong());
      assertEquals(said.path("p").asText(), has.path("price").asText());
      assertEquals(said.path("q").asText(), has.path("qty").asText());
      assertEquals(said.path("T").asLong(), has.path("time").asLong());
      assertEquals(said.path("m").asBoolean(), has.path("isBuyerMaker").asBoolean());
      assertTrue(has.has("quoteQty") && has.path("isBestMatch").asBoolean());
    }
  }

  @Test
  void shouldServeTheAggregateTradesOfBothVenuesById() throws Exception {
    for (SimulatedVenue venue : List.of(new SimulatedBinanceSpot(), new SimulatedBinanceUsdm())) {
      boolean isSpot = venue.name().equals("binance-spot");
      SimulatedMarket market = market(venue, "trade", "aggTrade");
      List<JsonNode> told =
          play(market, 50).stream()
              .filter(one -> one.path("e").asText().equals("aggTrade"))
              .toList();

      JsonNode body =
          ok(
              market,
              (isSpot ? "/api/v3" : "/fapi/v1")
                  + "/aggTrades?symbol=BTCUSDT&fromId="
                  + told.get(20).path("a").asLong(),
              isSpot ? 4 : 20);

      assertEquals(told.size() - 20, body.size(), "no more than there are");
      for (int i = 0; i < body.size(); i++) {
        for (String field : List.of("a", "p", "q", "f", "l", "T", "m")) {
          assertEquals(told.get(20 + i).path(field), body.get(i).path(field), field);
        }
      }
      assertEquals(!isSpot, body.get(0).has("nq"));
    }
  }

  @Test
  void shouldServeTheNewestTradesOfTheFuturesAndOldOnesOnlyWithAKey() throws Exception {
    SimulatedMarket market = market(new SimulatedBinanceUsdm(), "trade");
    List<JsonNode> told = play(market, 10);

    JsonNode body = ok(market, "/fapi/v1/trades?symbol=BTCUSDT&limit=2", 5);

    assertEquals(told.get(8).path("t").asLong(), body.get(0).path("id").asLong());
    assertEquals(told.get(9).path("t").asLong(), body.get(1).path("id").asLong());
    assertEquals(
        401, market.rest("GET", "/fapi/v1/historicalTrades?symbol=BTCUSDT", TIME_MS).status());
  }

  @Test
  void shouldSayThatOlderTradesAreForgotten() throws Exception {
    SimulatedMarket market =
        new SimulatedBinanceSpot()
            .openMarket(new MarketOptions("500", List.of("trade"), Optional.empty(), 1));
    List<JsonNode> told =
        play(market, 500 * 210).stream()
            .filter(one -> one.path("s").asText().equals("BTCUSDT"))
            .toList();

    RestAnswer old = market.rest("GET", path(told.get(9).path("t").asLong()), TIME_MS);

    assertEquals(400, old.status());
    assertTrue(
        new String(old.body()).contains("from id " + told.get(10).path("t").asLong()),
        new String(old.body()));
    assertEquals(200, ok(market, path(told.get(10).path("t").asLong()), 50).size());
  }

  @Test
  void shouldRefuseWhatTheVenueWouldRefuse() throws Exception {
    SimulatedMarket market = market(new SimulatedBinanceSpot(), "trade");

    assertRefused(market, "?symbol=NOSUCH", -1121);
    assertRefused(market, "?symbol=BTCUSDT&fromId=x", -1100);
    assertRefused(market, "?symbol=BTCUSDT&limit=1001", -1130);
  }

  @Test
  void shouldRefuseMoreWeightThanAMinuteHas() {
    SimulatedMarket market = market(new SimulatedBinanceSpot(), "trade");
    String path = "/api/v3/depth?symbol=BTCUSDT&limit=5000";
    for (int i = 0; i < 24; i++) {
      assertEquals(200, market.rest("GET", path, TIME_MS + i).status());
    }

    RestAnswer refused = market.rest("GET", path, TIME_MS + 59_000);

    assertEquals(429, refused.status());
    assertEquals("2", refused.headers().get("Retry-After"));
    assertEquals("6250", refused.headers().get("X-MBX-USED-WEIGHT-1M"));
    assertEquals(200, market.rest("GET", path, TIME_MS + 60_000).status());
  }

  private static String path(long fromId) {
    return "/api/v3/historicalTrades?symbol=BTCUSDT&limit=1000&fromId=" + fromId;
  }

  private static void assertRefused(SimulatedMarket market, String query, int code)
      throws IOException {
    RestAnswer answer = market.rest("GET", "/api/v3/historicalTrades" + query, TIME_MS);
    assertEquals(400, answer.status());
    assertEquals(code, JSON.readTree(answer.body()).path("code").asInt());
  }

  private static JsonNode ok(SimulatedMarket market, String path, int usedWeight)
      throws IOException {
    RestAnswer answer = market.rest("GET", path, TIME_MS);
    assertEquals(200, answer.status(), new String(answer.body()));
    assertEquals(Integer.toString(usedWeight), answer.headers().get("X-MBX-USED-WEIGHT-1M"));
    return JSON.readTree(answer.body());
  }

  private static SimulatedMarket market(SimulatedVenue venue, String... channels) {
    return venue.openMarket(new MarketOptions("BTCUSDT", List.of(channels), Optional.empty(), 1));
  }

  private static List<JsonNode> play(SimulatedMarket market, int frames) throws IOException {
    MarketFrame frame = new MarketFrame();
    List<JsonNode> payloads = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      market.next(TIME_MS + i, frame);
      payloads.add(JSON.readTree(frame.bytes(), frame.bareOffset(), frame.bareLength()));
    }
    return payloads;
  }
}
