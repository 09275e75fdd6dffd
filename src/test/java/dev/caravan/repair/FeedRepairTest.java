package dev.caravan.repair;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestThread;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.VenueLoops;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.BinanceSpotRest;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedRepairTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId DELTAS = new StreamId("depth@100ms", "BTCUSDT");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final VenueLoops loops = new VenueLoops();
  private final RestThread thread = new RestThread();
  private final List<Burst> bursts = new CopyOnWriteArrayList<>();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    thread.close();
    loops.close();
    simulator.close();
  }

  @Test
  void shouldRecordABookForEachChainOfDeltasAndTheVenuesClock() throws Exception {
    simulator = Simulator.start(market("depth@100ms").rate(500).build());
    Feed feed = feed(URI.create(simulator.restUrl()));
    feed.attach(bursts::add, List.of(DELTAS));
    await().atMost(LIMIT).until(() -> events(RecordEvent.Snapshot.class).size() == 1);

    simulator.disconnectAll();
    await().atMost(LIMIT).until(() -> events(RecordEvent.Snapshot.class).size() == 2);
    await().atMost(LIMIT).until(this::isTheLastBookBridged);
    feed.close().get(10, TimeUnit.SECONDS);

    List<RecordEvent.VenueClock> clocks = events(RecordEvent.VenueClock.class);
    assertEquals(
        OptionalLong.of(clocks.get(clocks.size() - 1).offsetNs()), feed.status().clockOffsetNs());
    RecordEvent.Gap gap = events(RecordEvent.Gap.class).get(0);
    assertTrue(events(RecordEvent.Snapshot.class).get(1).lastId() >= gap.last());
    RecordEvent.VenueClock clock = events(RecordEvent.VenueClock.class).get(0);
    assertTrue(
        Math.abs(clock.offsetNs()) <= clock.roundTripNs() + 50_000_000L,
        "both clocks are this machine's: " + clock);
  }

  @Test
  void shouldBackfillExactlyTheTradesThatTheVenueSkipped() throws Exception {
    simulator =
        Simulator.start(
            market("trade").rate(2000).messages(2000).faults("gap=0.02/trade,seed=7").build());
    try (FakeRest rest = new FakeRest(FeedRepairTest::answerTrades)) {
      Feed feed = feed(rest.url());
      feed.attach(bursts::add, List.of(TRADES));
      await().atMost(LIMIT).until(() -> feed.status().framesTotal() >= 1500);
      await().atMost(LIMIT).until(() -> !missing().isEmpty() && missing().equals(backfilled()));
      feed.close().get(10, TimeUnit.SECONDS);
    }
  }

  private static void answerTrades(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    if (!uri.startsWith("/api/v3/historicalTrades")) {
      FakeRest.with(503, "", Map.of()).answer(exchange);
      return;
    }
    long from = Long.parseLong(uri.replaceAll(".*fromId=(\\d+).*", "$1"));
    // More than was asked for: only what is missing may be recorded.
    FakeRest.ok("[{\"id\":%d},{\"id\":%d},{\"id\":%d}]".formatted(from, from + 1, from + 2))
        .answer(exchange);
  }

  private List<Long> missing() {
    return events(RecordEvent.Gap.class).stream()
        .flatMap(gap -> LongStream.rangeClosed(gap.first(), gap.last()).boxed())
        .toList();
  }

  private List<Long> backfilled() {
    return events(RecordEvent.Backfill.class).stream()
        .flatMap(trades -> LongStream.rangeClosed(trades.first(), trades.last()).boxed())
        .toList();
  }

  /** Whether some delta leads on from the last book, judged from the last gap on. */
  private boolean isTheLastBookBridged() {
    List<RecordEvent.Snapshot> books = events(RecordEvent.Snapshot.class);
    SnapshotBridge bridge = SnapshotBridge.endingBehind(books.get(books.size() - 1).lastId());
    long goesOnAt = events(RecordEvent.Gap.class).get(0).last() + 1;
    BinanceSpotMapping mapping = new BinanceSpotMapping();
    Recognition ids = new Recognition();
    for (Burst burst : bursts) {
      for (int i = 0; i < burst.size(); i++) {
        if (burst.event(i) != null || !burst.stream(i).equals(DELTAS)) {
          continue;
        }
        mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), ids);
        if (ids.firstId() >= goesOnAt) {
          SnapshotBridge.Step step = bridge.judge(ids.firstId(), ids.lastId());
          assertTrue(step != SnapshotBridge.Step.TOO_LATE, "the book is too old");
          if (step == SnapshotBridge.Step.BRIDGES) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private <T extends RecordEvent> List<T> events(Class<T> type) {
    return bursts.stream()
        .flatMap(burst -> IntStream.range(0, burst.size()).mapToObj(burst::event))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static SimulatorOptions.Builder market(String channel) {
    return OwnAddress.simulator(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels(channel)
        .startAfter(Duration.ofMillis(200));
  }

  private Feed feed(URI restUrl) {
    Feed feed =
        new Feed(
            new BinanceSpotDialect(),
            new BinanceSpotMapping(),
            FeedOptions.to(URI.create(simulator.websocketUrl())),
            loops.loop("binance-spot"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> {},
            site -> new RestRepairs(thread.client(new BinanceSpotRest(), restUrl), site));
    assertEquals("", feed.status().problem());
    return feed;
  }
}
