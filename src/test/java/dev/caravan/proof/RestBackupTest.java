package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.StreamStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.RecordedLines;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While no connection delivers a stream, REST serves it through a whole daemon, marked. */
class RestBackupTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId QUOTES = new StreamId("bookTicker", "BTCUSDT");
  private static final StreamId DELTAS = new StreamId("depth@100ms", "BTCUSDT");
  private static final String METRIC =
      "caravan_streams{state=\"served-by-rest\",venue=\"binance-spot\"} ";

  @TempDir Path data;

  @Test
  void shouldServeMutedStreamsUntilTheyAreBack() throws Exception {
    try (Simulator simulator = Simulator.start(market().build())) {
      Daemon daemon = Daemons.start(data, settings(simulator));
      try {
        Daemons.awaitReceived(daemon, 100);
        simulator.mute(TRADES);
        simulator.mute(QUOTES);

        soon(() -> served(daemon).equals(Set.of(TRADES, QUOTES)));
        soon(() -> events(TRADES, RecordEvent.Backfill.class).size() > 1);
        soon(() -> Daemons.get(daemon, "/metrics").body().contains(METRIC + "2"));
        String status = Daemons.get(daemon, "/status.json").body();
        assertTrue(status.contains("\"servedByRest\":2"), status);
        String ready = Daemons.get(daemon, "/health/ready").body();
        assertTrue(ready.contains("2 streams served by REST meanwhile"), ready);

        simulator.unmute();
        soon(() -> served(daemon).isEmpty());
        soon(this::isBackfilled);
        soon(() -> Daemons.get(daemon, "/metrics").body().contains(METRIC + "0"));
        int quotes = events(QUOTES, RecordEvent.Backup.class).size();
        long frames = Daemons.received(daemon);
        Daemons.awaitReceived(daemon, frames + 300);
        assertEquals(quotes, events(QUOTES, RecordEvent.Backup.class).size(), "it has ended");
      } finally {
        daemon.stop();
      }
      List<RecordEvent.Backup> quotes = events(QUOTES, RecordEvent.Backup.class);
      assertTrue(quotes.size() > 0);
      for (RecordEvent.Backup quote : quotes) {
        assertEquals("/api/v3/ticker/bookTicker?symbol=BTCUSDT", quote.path());
        assertTrue(quote.body().startsWith("{\"symbol\":\"BTCUSDT\",\"bidPrice\":"), quote.body());
      }
      assertEquals(
          List.of(), events(DELTAS, RecordEvent.Backup.class), "others were never asked for");
      assertTradesAreWholeAndOnlyOnce();
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  @Test
  void shouldServeAllStreamsWhileTheVenueTakesNoConnection() throws Exception {
    try (Simulator simulator =
        Simulator.start(market().faults("disconnect=1@1s,refuse@1s+3s").build())) {
      Daemon daemon = Daemons.start(data, settings(simulator));
      try {
        Set<StreamId> all =
            simulator.streams().stream().map(MarketStream::id).collect(Collectors.toSet());
        soon(() -> served(daemon).equals(all));
        soon(() -> served(daemon).isEmpty());
        soon(this::isBackfilled);
      } finally {
        daemon.stop();
      }
      for (String channel : List.of("bookTicker", "kline_1m", "depth20@100ms", "depth@100ms")) {
        StreamId stream = new StreamId(channel, "BTCUSDT");
        assertTrue(events(stream, RecordEvent.Backup.class).size() > 0, channel);
      }
      assertTradesAreWholeAndOnlyOnce();
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  @Test
  void shouldServeWhatAHalfOpenConnectionDoesNotDeliver() throws Exception {
    try (Simulator simulator = Simulator.start(market().faults("half-open=1@1s").build())) {
      Daemon daemon = Daemons.start(data, settings(simulator));
      try {
        // Spot allows no probe of ours: the socket is given up after a minute, REST serves before.
        soon(() -> events(TRADES, RecordEvent.Backfill.class).size() > 1);
      } finally {
        daemon.stop();
      }
      long last =
          Recordings.verify(data).streams().stream()
              .filter(stream -> stream.channel().equals("trade"))
              .mapToLong(StreamResult::last)
              .sum();
      List<Long> filled = RecordedLines.ids(data, TRADES, RecordEvent.Backfill.class);
      assertEquals(
          LongStream.rangeClosed(last + 1, last + filled.size()).boxed().toList(),
          filled,
          "behind what was received, in order, nothing twice");
    }
  }

  @Test
  void shouldRecordTheOpenInterestThatHasNoStream() throws Exception {
    String venue = "binance-usdm";
    StreamId openInterest = new StreamId("openInterest", "BTCUSDT");
    SimulatorOptions futures =
        OwnAddress.simulator(new SimulatedBinanceUsdm())
            .symbols("BTCUSDT")
            .channels("markPrice@1s")
            .rate(100)
            .build();
    try (Simulator simulator = Simulator.start(futures)) {
      Map<String, String> set = Daemons.recording(simulator, venue);
      set.put("caravan.venues." + venue + ".rest-url", simulator.restUrl());
      set.put("caravan.venues." + venue + ".channels", "markPrice@1s,openInterest");
      set.put("caravan.venues." + venue + ".backup-every", "1s");
      Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue));
      try {
        soon(() -> events(openInterest, RecordEvent.Backup.class).size() > 1);
        soon(() -> Daemons.get(daemon, "/health/ready").statusCode() == 200);
        assertEquals(Set.of(), served(daemon), "nothing is down");
        assertEquals(2, daemon.feeds().get(0).count(StreamStatus.Phase.RECEIVING));
        assertEquals(1, daemon.feeds().get(0).connections().size());
        assertEquals(1, daemon.feeds().get(0).connections().get(0).streams());
      } finally {
        daemon.stop();
      }
      RecordEvent.Backup answer = events(openInterest, RecordEvent.Backup.class).get(0);
      assertEquals("/fapi/v1/openInterest?symbol=BTCUSDT", answer.path());
      assertTrue(answer.body().startsWith("{\"openInterest\":"), answer.body());
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  /** Each missing trade is backfilled; none by the backup and once more by the repair. */
  private void assertTradesAreWholeAndOnlyOnce() throws Exception {
    List<Long> filled = RecordedLines.ids(data, TRADES, RecordEvent.Backfill.class);
    assertEquals(filled.stream().distinct().toList(), filled, "nothing twice");
    assertTrue(filled.containsAll(RecordedLines.ids(data, TRADES, RecordEvent.Gap.class)));
    assertTrue(isBackfilled());
  }

  private boolean isBackfilled() throws Exception {
    Verification verification = Recordings.verify(data);
    assertEquals(List.of(), verification.damage());
    StreamResult trades =
        verification.streams().stream()
            .filter(stream -> stream.channel().equals("trade"))
            .findFirst()
            .orElseThrow();
    return trades.missing() > 0 && trades.missing() == trades.backfilled();
  }

  private <T extends RecordEvent> List<T> events(StreamId stream, Class<T> type) {
    return RecordedLines.events(data, stream, type);
  }

  private static Set<StreamId> served(Daemon daemon) {
    return daemon.feeds().get(0).servedByRest();
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static SimulatorOptions.Builder market() {
    return OwnAddress.simulator(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels("trade", "bookTicker", "depth@100ms", "depth20@100ms", "kline_1m")
        .rate(250);
  }

  private static Map<String, String> settings(Simulator simulator) {
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.venues.binance-spot.rest-url", simulator.restUrl());
    set.put("caravan.venues.binance-spot.backup-after", "1s");
    set.put("caravan.venues.binance-spot.backup-every", "1s");
    set.put("caravan.watch.stale-after", "1s");
    return set;
  }
}
