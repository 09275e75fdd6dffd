package dev.caravan.venue.binanceusdm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.venue.Venues;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceUsdmTrafficTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trade",
        "aggTrade",
        "bookTicker",
        "depth",
        "depth@0ms",
        "depth@100ms",
        "depth@500ms",
        "depth5",
        "depth20@100ms",
        "kline_1m",
        "markPrice",
        "markPrice@1s",
        "ticker",
        "miniTicker",
        "forceOrder"
      })
  void shouldEstimateEveryCommonChannel(String channel) {
    Traffic large = of(channel, "BTCUSDT").orElseThrow();
    Traffic other = of(channel, "XMRUSDT").orElseThrow();

    assertTrue(large.messagesPerSecond() >= other.messagesPerSecond(), channel);
    assertTrue(other.messagesPerSecond() > 0 && !other.origin().isEmpty(), channel);
  }

  @Test
  void shouldSayWhereAFigureComesFrom() {
    assertEquals(
        "measured: ETHUSDT, 345 s on 2024-08-08",
        of("bookTicker", "ETHUSDT").orElseThrow().origin());
    assertEquals(
        "measured: 4 other symbols, 30 s on 2021-04-17",
        of("depth@100ms", "XMRUSDT").orElseThrow().origin());
  }

  @Test
  void shouldKnowNothingWhereNobodyMeasured() {
    assertEquals(Optional.empty(), of("compositeIndex", "DEFIUSDT"));
  }

  private static Optional<Traffic> of(String channel, String symbol) {
    return Venues.traffic("binance-usdm").of(new StreamId(channel, symbol));
  }
}
