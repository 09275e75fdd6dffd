package dev.caravan.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.TestJournal;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of streams without ids: intervals of candles, and silence against the rhythm. */
class CandleVerifyTest {

  private static final StreamId CANDLES = new StreamId("kline_1m", "BTCUSDT");
  private static final StreamId TICKER = new StreamId("ticker", "BTCUSDT");
  private static final long START_MS = 1_795_165_200_000L;

  @TempDir Path data;

  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data, "raw/binance-spot");
  }

  @Test
  void shouldCallCandlesCompleteWhereEveryIntervalIsThereAcrossSegmentsInAnyOrder()
      throws IOException {
    journal.begin();
    candles(0, 0, 1, 2).seal();
    journal.begin();
    candles(4, 3, 4, 5).write();

    StreamResult candles = candles();

    assertEquals(Proof.COMPLETE, candles.proof());
    assertEquals(0L, candles.absentIntervals());
    assertTrue(report().contains("complete: every interval"), report());
  }

  @Test
  void shouldCountAbsentIntervals() throws IOException {
    journal.begin();
    candles(0, 1).seal();
    journal.begin();
    candles(4, 6).write();

    StreamResult candles = candles();

    assertEquals(Proof.UNPROVABLE, candles.proof());
    assertEquals(3L, candles.absentIntervals());
    assertTrue(report().contains("unprovable: 3 intervals absent"), report());
  }

  @Test
  void shouldSayTheRhythmOfStreamsWithoutIds() throws IOException {
    journal.begin();
    for (int i = 0; i < 100; i++) {
      journal.frame(TICKER, "{\"stream\":\"btcusdt@ticker\",\"data\":{}}").later(999_999_000);
    }
    journal.later(60_000_000_000L).frame(TICKER, "{}").write();

    StreamResult ticker = verify().streams().get(0);

    assertNull(ticker.absentIntervals());
    assertEquals(61_000, ticker.longestSilenceMs());
    long rhythmMs = ticker.rhythmMs() == null ? 0 : ticker.rhythmMs();
    assertTrue(rhythmMs >= 1_000 && rhythmMs <= 1_250, () -> "rhythm " + rhythmMs);
    assertTrue(report().contains("unprovable: mostly within 1.1 s"), report());
  }

  @Test
  void shouldNumberIntervalsOfEveryLength() {
    for (List<String> row :
        List.of(
            List.of("kline_1s", "2026-11-20T13:00:59Z", "2026-11-20T13:01:00Z"),
            List.of("kline_15m", "2026-11-20T13:45:00Z", "2026-11-20T14:00:00Z"),
            List.of("candle4H", "2026-11-20T20:00:00Z", "2026-11-21T00:00:00Z"),
            List.of("kline_1d", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"),
            List.of("kline_1w", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
            List.of("kline_1M", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            List.of("candle.3M", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"))) {
      CandleInterval interval = CandleInterval.of(row.get(0)).orElseThrow();
      assertEquals(
          interval.indexOf(nanos(row.get(1))) + 1, interval.indexOf(nanos(row.get(2))), row.get(0));
    }
    for (String none : List.of("trade", "depth20", "kline_1d@+08:00", "kline_", "kline_0m")) {
      assertTrue(CandleInterval.of(none).isEmpty(), none);
    }
  }

  @Test
  void shouldJoinRunsInAnyOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      CandleRuns all = new CandleRuns();
      CandleRuns part = new CandleRuns();
      TreeSet<Long> expected = new TreeSet<>();
      for (int i = 0; i < 60; i++) {
        long interval = random.nextInt(80);
        expected.add(interval);
        (random.nextBoolean() ? all : part).add(interval);
      }
      all.addAll(part);

      assertEquals(expected.size(), all.present());
      assertEquals(expected.last() - expected.first() + 1 - expected.size(), all.absent());
    }
  }

  private TestJournal candles(long... minutes) {
    for (long minute : minutes) {
      long open = START_MS + minute * 60_000;
      journal.frame(
          CANDLES,
          "{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":"
              + (open + 100)
              + ",\"s\":\"BTCUSDT\",\"k\":{\"t\":"
              + open
              + ",\"T\":"
              + (open + 59_999)
              + ",\"s\":\"BTCUSDT\",\"i\":\"1m\",\"f\":100,\"L\":200,\"o\":\"1\",\"c\":\"1\","
              + "\"h\":\"1\",\"l\":\"1\",\"v\":\"1\",\"n\":1,\"x\":false,\"q\":\"1\",\"V\":\"1\","
              + "\"Q\":\"1\",\"B\":\"0\"}}}");
    }
    return journal;
  }

  private StreamResult candles() throws IOException {
    return verify().streams().stream()
        .filter(stream -> stream.channel().equals(CANDLES.channel()))
        .findFirst()
        .orElseThrow();
  }

  private String report() throws IOException {
    return String.join("\n", VerificationReport.lines(verify()));
  }

  private Verification verify() throws IOException {
    return new Verifier(Venues::mapping, Venues::marketReader).verify(data);
  }

  private static long nanos(String time) {
    return Instant.parse(time).getEpochSecond() * 1_000_000_000L;
  }
}
