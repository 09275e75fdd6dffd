package dev.caravan.venue.binanceusdm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.ControlMessage.Acknowledged;
import dev.caravan.stream.ControlMessage.Refused;
import dev.caravan.stream.VenueLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceUsdmDialectTest {

  private final BinanceUsdmDialect dialect = new BinanceUsdmDialect();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bookTicker",
        "!bookTicker",
        "trade",
        "depth",
        "depth@0ms",
        "depth@100ms",
        "depth5",
        "depth20@500ms",
        "rpiDepth@500ms"
      })
  void shouldAskForBooksQuotesAndTradesOnThePublicPath(String channel) {
    assertEquals("/public/stream", dialect.path(new StreamId(channel, "BTCUSDT")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aggTrade",
        "markPrice",
        "markPrice@1s",
        "!markPrice@arr@1s",
        "kline_1m",
        "continuousKline_1m",
        "miniTicker",
        "!miniTicker@arr",
        "ticker",
        "!ticker@arr",
        "forceOrder",
        "!forceOrder@arr",
        "compositeIndex",
        "!contractInfo",
        "!assetIndex@arr",
        "assetIndex",
        "tradingSession"
      })
  void shouldAskForTheRestOnTheMarketPath(String channel) {
    assertEquals("/market/stream", dialect.path(new StreamId(channel, "")));
  }

  @Test
  void shouldSpellTheRequestsOfTheSheet() {
    assertEquals(
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@bookTicker\",\"btcusdt@depth@100ms\","
            + "\"btcusdt_261225@depth20@100ms\"],\"id\":1}",
        dialect.subscribe(
            1,
            List.of(
                new StreamId("bookTicker", "BTCUSDT"),
                new StreamId("depth@100ms", "BTCUSDT"),
                new StreamId("depth20@100ms", "BTCUSDT_261225"))));
    assertEquals(
        "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@kline_1m\",\"!markPrice@arr@1s\"],\"id\":3}",
        dialect.unsubscribe(
            3,
            List.of(new StreamId("kline_1m", "BTCUSDT"), new StreamId("!markPrice@arr@1s", ""))));
  }

  @Test
  void shouldReadAnswersAsOnTheWire() {
    assertEquals(new Acknowledged(1), read("{\"result\":null,\"id\":1}"));
    assertEquals(
        new Refused(-1, "code=4 msg=Too many subscriptions"),
        read("{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}"));
  }

  @Test
  void shouldStayBelowWhatEndsAConnection() {
    VenueLimits limits = dialect.limits();

    assertEquals(200, limits.streamsPerConnection());
    assertEquals(200, dialect.limits("/public/stream").streamsPerConnection());
    assertEquals(1000, dialect.limits("/market/stream").streamsPerConnection());
    assertTrue(limits.requestSpacing().toMillis() >= 250);
    assertTrue(limits.namesPerRequest() <= 100 && limits.bytesPerRequest() <= 4000);
    assertEquals(60, limits.silenceBeforeProbe().toSeconds());
    assertEquals(70, limits.silenceBeforeCut().toSeconds());
  }

  private ControlMessage read(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    return dialect.interpret(bytes, 0, bytes.length);
  }
}
