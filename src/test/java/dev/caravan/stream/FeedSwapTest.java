package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections are replaced and doubled while 20,000 messages a second flow: nothing lost, nothing
 * doubled.
 *
 * <p>Where the machine cannot carry so many beside its other work, fewer flow: a market that waits
 * for nobody would fall behind for ever, and a swap that takes a minute of backlog to read proves
 * nothing about swaps.
 */
@Timeout(600)
class FeedSwapTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId BOOK = new StreamId("depth20@100ms", "BTCUSDT");
  private static final List<StreamId> STREAMS = List.of(TRADES, BOOK);
  private static final SwapPolicy SHORT_LIFE =
      new SwapPolicy(Duration.ofMillis(1500), Duration.ofMillis(500));

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The simulator runs on the same busy machine and may be slow to answer. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  private static final long MOST_QUEUED_BYTES = 1 << 20;

  private final VenueLoops loops = new VenueLoops();
  private final Map<StreamId, List<Long>> recorded = new ConcurrentHashMap<>();
  private final AtomicInteger replaced = new AtomicInteger();
  private final AtomicInteger lives = new AtomicInteger();
  private final AtomicInteger gaps = new AtomicInteger();
  private final AtomicLong frames = new AtomicLong();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldLoseAndDoubleNothingWhileConnectionsAreReplaced() throws Exception {
    swap(4, options -> options);
  }

  @Test
  void shouldLoseAndDoubleNothingWhileConnectionsAreReplacedAndReadTogether() throws Exception {
    swap(2, options -> options.withReadInterval(Duration.ofMillis(2)));
  }

  @Test
  @Tag("long")
  void shouldLoseAndDoubleNothingOverSixtySwaps() throws Exception {
    swap(60, options -> options);
  }

  private void swap(int swaps, UnaryOperator<FeedOptions> change) throws Exception {
    Feed feed = feed(options -> change.apply(options.withSwap(SHORT_LIFE)), 20_000);

    // A swap takes three seconds; a machine that is busy with other tests takes longer.
    await().atMost(Duration.ofSeconds(100 + 5L * swaps)).until(() -> replaced.get() >= swaps);
    feed.close().get(CLOSE_WITHIN.toSeconds() * 2, TimeUnit.SECONDS);

    assertExact();
    assertEquals(0, gaps.get());
  }

  @Test
  void shouldLoseAndDoubleNothingWithTwoLinesOfWhichOneDiesAgainAndAgain() throws Exception {
    Feed feed = feed(options -> options.withLines(2), 20_000);
    await().atMost(LIMIT).until(() -> lives.get() == 2);

    for (int death = 1; death <= 3; death++) {
      long before = frames.get();
      await().atMost(LIMIT).until(() -> frames.get() > before + 5_000);
      simulator.disconnectOldest();
      // It must be back before the other one dies: else both are down at once.
      int livesThen = 2 + death;
      await().atMost(LIMIT).until(() -> lives.get() == livesThen);
    }
    feed.close().get(CLOSE_WITHIN.toSeconds() * 2, TimeUnit.SECONDS);

    assertExact();
    assertEquals(0, gaps.get());
  }

  /** Every key that was sent on any connection is recorded once, and what is recorded was sent. */
  private void assertExact() {
    Ledger ledger = simulator.ledger();
    for (StreamId stream : STREAMS) {
      TreeSet<Long> sent = new TreeSet<>();
      ledger.connections().forEach(connection -> connection.sent(stream).forEach(sent::add));
      long[] expected = sent.stream().mapToLong(Long::longValue).toArray();
      long[] found =
          recorded.getOrDefault(stream, List.of()).stream()
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      assertTrue(expected.length > 1000, () -> stream + " sent " + expected.length);
      assertArrayEquals(expected, found, stream::toString);
    }
  }

  private Feed feed(UnaryOperator<FeedOptions> change, int rate) throws IOException {
    simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade", "depth20@100ms")
                .rate(rate)
                .startAfter(Duration.ofMillis(200))
                .waitAboveBytes(MOST_QUEUED_BYTES)
                .build());
    Feed feed =
        new Feed(
            new BinanceSpotDialect(),
            new BinanceSpotMapping(),
            change.apply(
                new FeedOptions(
                    URI.create(simulator.websocketUrl()),
                    StalenessPolicy.auto(),
                    FeedOptions.DEFAULT_DETACH_GRACE,
                    CLOSE_WITHIN)),
            loops.loop("binance-spot"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> gaps.incrementAndGet());
    Mapping mapping = new BinanceSpotMapping();
    Recognition recognition = new Recognition();
    feed.attach(burst -> take(burst, mapping, recognition), STREAMS);
    return feed;
  }

  private void take(Burst burst, Mapping mapping, Recognition recognition) {
    frames.addAndGet(burst.frames());
    for (int i = 0; i < burst.size(); i++) {
      RecordEvent event = burst.event(i);
      if (event == null) {
        mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), recognition);
        if (recognition.hasId()) {
          recorded
              .computeIfAbsent(recognition.stream(), stream -> new ArrayList<>())
              .add(recognition.lastId());
        }
      } else if (event instanceof RecordEvent.State state) {
        lives.addAndGet(state.to().equals("live") ? 1 : 0);
        replaced.addAndGet(String.valueOf(state.reason()).startsWith("replaced by") ? 1 : 0);
      }
    }
  }
}
