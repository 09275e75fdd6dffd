package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.InvalidData;
import dev.caravan.market.Level;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.Origin;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Trade;
import dev.caravan.stream.StreamStatus.Phase;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MarketTalkTest {
  private static final String VENUE = "binance-spot";
  private static final StreamId DEPTH = new StreamId("depth20@100ms", "BTCUSDT");
  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId CANDLES = new StreamId("kline_1m", "BTCUSDT");

  private final FakeDaemon daemon = new FakeDaemon();
  private final LiveState live =
      new LiveState(
          System::nanoTime, new InvalidData(System::nanoTime), (venue, stream, fromId) -> {});
  private final MarketTalk talk = talk("trade", "BTCUSDT");
  private long nowNs = 1_000_000_000L;

  @BeforeEach
  void record() {
    daemon.withFeed(
        VENUE,
        stream("trade", "BTCUSDT", Phase.RECEIVING, 9),
        stream("depth20@100ms", "BTCUSDT", Phase.RECEIVING, 9),
        stream("kline_1m", "BTCUSDT", Phase.RECEIVING, 9),
        stream("trade", "ETHUSDT", Phase.RECEIVING, 9));
  }

  @Test
  void shouldTellDepthTradesAndCandlesOfTheSymbol() throws IOException {
    write(talk); // from now on somebody looks
    live.apply(
        List.of(
            new BookSnapshot(
                origin(DEPTH), 7, List.of(level("100.10", "2")), List.of(level("100.20", "3"))),
            trade(1, "100.15"),
            candle(60, "100.15")));

    JsonNode told = write(talk);

    assertEquals("100.15", told.path("price").asText());
    assertEquals("trade", told.path("priceFrom").asText());
    assertEquals("100.10", told.at("/book/bids/0/0").asText());
    assertEquals("3", told.at("/book/asks/0/1").asText());
    assertEquals("buy", told.at("/trades/rows/0/3").asText());
    assertEquals("kline_1m", told.at("/candles/from").asText());
    assertEquals("100.15", told.at("/candles/rows/0/4").asText());
  }

  @Test
  void shouldTellTradesOnceAndCandlesFromTheRunningOneOn() throws IOException {
    assertTrue(write(talk).path("begin").asBoolean());
    live.apply(List.of(trade(1, "100"), candle(60, "100"), candle(120, "101")));
    assertEquals(2, write(talk).at("/candles/rows").size());

    live.apply(List.of(trade(2, "102"), candle(120, "102")));
    JsonNode told = write(talk);

    assertFalse(told.path("begin").asBoolean());
    assertEquals(1, told.at("/trades/rows").size());
    assertEquals("102", told.at("/trades/rows/0/1").asText());
    assertEquals(1, told.at("/candles/rows").size());
    assertEquals("102", told.at("/candles/rows/0/4").asText());
  }

  @Test
  void shouldWatchNothingThatIsNotRecorded() throws IOException {
    JsonNode told = write(talk("trade", "NOSUCH"));

    assertEquals("This stream is not recorded.", told.path("note").asText());
    assertEquals(0, live.watched());
  }

  @Test
  void shouldSaySoWhereAsManyAreWatchedAsMayBe() throws IOException {
    for (int i = 0; i < LiveState.MOST_WATCHED; i++) {
      live.book(VENUE, new StreamId("depth", "OTHER" + i), 1);
    }

    assertTrue(write(talk).path("bookNote").asText().startsWith("As many streams are watched"));
    assertEquals(LiveState.MOST_WATCHED, live.watched());
  }

  @Test
  void shouldSaySoWhereLiveDataIsOff() throws IOException {
    JsonNode told =
        new ObjectMapper()
            .readTree(
                DashboardSections.bytes(json -> talk.write(json, status(), Optional.empty())));

    assertTrue(told.path("note").asText().contains("switched off"));
  }

  private static MarketTalk talk(String channel, String symbol) {
    return new MarketTalk(new ViewerRequest.MarketQuery(VENUE, channel, symbol));
  }

  private JsonNode write(MarketTalk talk) throws IOException {
    return new ObjectMapper()
        .readTree(DashboardSections.bytes(json -> talk.write(json, status(), Optional.of(live))));
  }

  private DaemonStatus status() {
    return DaemonStatus.of(daemon, Instant.now());
  }

  private Origin origin(StreamId stream) {
    nowNs += 1_000_000;
    return new Origin(VENUE, stream, "BTCUSDT", nowNs, nowNs, VENUE + "-1", SizeUnit.values()[0]);
  }

  private MarketEvent trade(long id, String price) {
    return new Trade(
        origin(TRADES), id, id, id, new BigDecimal(price), BigDecimal.ONE, Side.BUY, nowNs);
  }

  private MarketEvent candle(long openSeconds, String close) {
    BigDecimal price = new BigDecimal(close);
    return new Candle(
        origin(CANDLES),
        "1m",
        openSeconds * 1_000_000_000L,
        price,
        price,
        price,
        price,
        Optional.empty(),
        Optional.empty(),
        Candle.UNKNOWN_COUNT,
        false);
  }

  private static Level level(String price, String size) {
    return new Level(new BigDecimal(price), new BigDecimal(size));
  }
}
