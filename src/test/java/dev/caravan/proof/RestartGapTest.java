package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.RecordedLines;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was missed between two runs is a gap record of the second, and its trades are backfilled.
 */
class RestartGapTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId DELTAS = new StreamId("depth@100ms", "BTCUSDT");

  @TempDir Path data;

  @Test
  void shouldRecordWhatWasMissedBetweenTwoRuns() throws Exception {
    try (Simulator simulator = Simulator.start(market())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.venues.binance-spot.rest-url", simulator.restUrl());
      run(set, () -> recorded(TRADES) > 100);
      long first = lastId(TRADES) + 1;

      run(set, () -> missing() > 0 && filled(TRADES) == missing(TRADES));

      List<RecordEvent.Gap> gaps = RecordedLines.events(data, TRADES, RecordEvent.Gap.class);
      assertEquals(1, gaps.size(), gaps.toString());
      assertEquals("restart", gaps.get(0).cause());
      assertEquals(first, gaps.get(0).first());
      assertEquals(
          RecordedLines.ids(data, TRADES, RecordEvent.Gap.class),
          RecordedLines.ids(data, TRADES, RecordEvent.Backfill.class));
      Verification verification = Recordings.verify(data);
      assertEquals(List.of(), verification.damage());
      assertEquals(2, verification.gaps().size(), "no hole counts twice");
      for (StreamGap gap : verification.gaps()) {
        assertEquals("restart", gap.cause());
      }
      assertEquals(gaps.get(0).missing(), missing(TRADES));
      assertTrue(
          RecordedLines.events(data, DELTAS, RecordEvent.Snapshot.class).size() >= 2,
          "a book for each chain");
    }
  }

  private interface Condition {
    boolean isTrue() throws Exception;
  }

  private void run(Map<String, String> set, Condition until) throws Exception {
    Daemon daemon = Daemons.start(data, set);
    try {
      await().atMost(Duration.ofSeconds(20)).until(until::isTrue);
    } finally {
      daemon.stop();
    }
  }

  private StreamResult result(StreamId stream) throws Exception {
    return Recordings.verify(data).streams().stream()
        .filter(one -> one.channel().equals(stream.channel()))
        .findFirst()
        .orElseThrow();
  }

  private long recorded(StreamId stream) throws Exception {
    return Recordings.verify(data).streams().isEmpty() ? 0 : result(stream).records();
  }

  private long missing() throws Exception {
    return missing(TRADES) > 0 ? missing(DELTAS) : 0;
  }

  private long missing(StreamId stream) throws Exception {
    return result(stream).missing();
  }

  private long filled(StreamId stream) throws Exception {
    return result(stream).backfilled();
  }

  private long lastId(StreamId stream) throws Exception {
    Long last = result(stream).last();
    return last == null ? -1 : last;
  }

  private static SimulatorOptions market() {
    return OwnAddress.simulator(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels("trade", "depth@100ms")
        .rate(400)
        .build();
  }
}
