package dev.caravan.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleIntervalTest {

  /** Of two intervals that follow each other, by whatever clock they begin. */
  @ParameterizedTest
  @CsvSource({
    "kline_1m, 2026-11-20T13:00:00Z, 2026-11-20T13:01:00Z",
    "candle1H, 2026-11-20T23:00:00Z, 2026-11-21T00:00:00Z",
    "candle1D, 2026-11-19T16:00:00Z, 2026-11-20T16:00:00Z",
    "candle1Dutc, 2026-11-19T00:00:00Z, 2026-11-20T00:00:00Z",
    "candle1W, 2026-11-15T16:00:00Z, 2026-11-22T16:00:00Z",
    "candle1M, 2026-10-31T16:00:00Z, 2026-11-30T16:00:00Z",
    "candle1Mutc, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
    "mark-price-candle5m, 2026-11-20T13:00:00Z, 2026-11-20T13:05:00Z",
    "index-candle1H, 2026-11-20T13:00:00Z, 2026-11-20T14:00:00Z",
    "spot.candlesticks_7d, 2026-11-19T00:00:00Z, 2026-11-26T00:00:00Z",
    "CHART_1m, 2026-11-20T13:00:00Z, 2026-11-20T13:01:00Z"
  })
  void shouldNumberIntervalsOneBehindTheOther(String channel, Instant one, Instant next) {
    CandleInterval interval = CandleInterval.of(channel).orElseThrow();

    assertEquals(1, interval.indexOf(ns(next)) - interval.indexOf(ns(one)));
  }

  @Test
  void shouldNumberNothingElse() {
    assertFalse(CandleInterval.of("trade").isPresent());
    assertFalse(CandleInterval.of("books5").isPresent());
    assertFalse(CandleInterval.of("candle0m").isPresent());
  }

  private static long ns(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond());
  }
}
