package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.Burst;
import dev.caravan.record.BurstListener;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.stream.VenueLoops;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 531 symbols in six channels cost a handful of connections and little memory, and 1,000 of them
 * come and go without the others' notice.
 *
 * <p>The venue lives in the same JVM and enforces its limits; its ledger counts as our heap.
 */
@Timeout(180)
class ManyStreamsTest {

  private static final int SYMBOLS = 531;
  private static final String[] CHANNELS = {
    "trade", "bookTicker", "depth@100ms", "depth5@100ms", "depth10@100ms", "depth20@100ms"
  };
  private static final int STREAMS = 3186;
  private static final int CHANGED = 1000;
  private static final int MOST_CONNECTIONS = 16;
  private static final long MOST_HEAP_BYTES = 30L << 20;
  private static final int MOST_THREADS = 2;

  /** Other tests leave some behind, which end when they like. */
  private final Set<Long> threadsOfOthers =
      Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds())
          .boxed()
          .collect(Collectors.toSet());

  private static final int UNDISTURBED_FRAMES = 5000;

  private final VenueLoops loops = new VenueLoops();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldCarry3186StreamsAndLet1000OfThemComeAndGo() throws Exception {
    carry(10_000, Duration.ofSeconds(40));
  }

  /** Needs a machine with nothing else to do. */
  @Test
  @Tag("long")
  void shouldReceive3186StreamsTenSecondsAfterTheStart() throws Exception {
    carry(20_000, Duration.ofSeconds(10));
  }

  private void carry(int rate, Duration receivingWithin) throws Exception {
    simulator = Simulator.start(market(rate));
    List<StreamId> all = simulator.streams().stream().map(MarketStream::id).toList();
    assertEquals(STREAMS, all.size());
    Cost one = costOfOne(all.get(0));

    Counter counter = new Counter();
    AtomicLong gaps = new AtomicLong();
    Feed feed = feed(gaps);
    long startedNs = System.nanoTime();
    feed.attach(counter, all);
    awaitReceiving(feed, STREAMS, receivingWithin);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
    Cost many = Cost.now(threadsOfOthers);
    FeedStatus status = feed.status();

    Set<StreamId> changing = everyThird(all);
    List<StreamId> rest = all.stream().filter(stream -> !changing.contains(stream)).toList();
    feed.want(rest);
    awaitSilence(counter, changing);
    feed.want(all);
    awaitReceiving(feed, STREAMS, Duration.ofSeconds(40));
    feed.close().get(20, TimeUnit.SECONDS);

    System.out.printf(
        "%d streams at %,d/s: %d connections, receiving after %d ms, %+d threads, %+.1f MB heap%n",
        STREAMS,
        rate,
        status.connections().size(),
        tookMs,
        many.threads - one.threads,
        (many.heapBytes - one.heapBytes) / 1e6);
    assertTrue(
        status.connections().size() <= MOST_CONNECTIONS, () -> status.connections().toString());
    assertTrue(Math.abs(many.threads - one.threads) <= MOST_THREADS, () -> one + " " + many);
    assertTrue(many.heapBytes - one.heapBytes <= MOST_HEAP_BYTES, () -> one + " " + many);
    assertEquals(0, gaps.get());
    assertEquals(0, counter.lostConnections);
    assertExact(simulator.ledger(), counter, rest, changing);
  }

  /** The first connection of the market; its feed is gone when this returns. */
  private Cost costOfOne(StreamId stream) throws Exception {
    Feed feed = feed(new AtomicLong());
    feed.attach(new Counter(), List.of(stream));
    awaitReceiving(feed, 1, Duration.ofSeconds(20));
    Cost cost = Cost.now(threadsOfOthers);
    feed.close().get(20, TimeUnit.SECONDS);
    return cost;
  }

  private static SimulatorOptions market(int rate) {
    String symbols =
        IntStream.range(0, SYMBOLS)
            .mapToObj(number -> name(number) + "USDT")
            .collect(Collectors.joining(","));
    return OwnAddress.simulator(new SimulatedBinanceSpot())
        .symbols(symbols)
        .channels(CHANNELS)
        .rate(rate)
        .startAfter(Duration.ofMillis(100))
        .build();
  }

  /** {@code AAA}, {@code AAB}, … */
  private static String name(int number) {
    return "" + letter(number / 676) + letter(number / 26) + letter(number);
  }

  private static char letter(int number) {
    return (char) ('A' + number % 26);
  }

  private Feed feed(AtomicLong gaps) {
    return new Feed(
        new BinanceSpotDialect(),
        new BinanceSpotMapping(),
        FeedOptions.to(URI.create(simulator.websocketUrl())),
        loops.loop("binance-spot"),
        loops.resolver(),
        EpochNanoClock.system(),
        NanoClock.system(),
        (venue, channel, cause, missing) -> gaps.incrementAndGet());
  }

  /** So that every connection loses some and keeps some. */
  private static Set<StreamId> everyThird(List<StreamId> all) {
    return IntStream.range(0, CHANGED)
        .mapToObj(number -> all.get(number * 3))
        .collect(Collectors.toSet());
  }

  private static void awaitReceiving(Feed feed, int streams, Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> feed.status().count(Phase.RECEIVING) == streams);
  }

  /** The others go on, of these nothing comes any more. */
  private static void awaitSilence(Counter counter, Set<StreamId> streams) {
    long[] at = {counter.framesOf(streams), counter.frames};
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              long heard = counter.framesOf(streams);
              if (heard != at[0]) {
                at[0] = heard;
                at[1] = counter.frames;
              }
              return counter.frames - at[1] > UNDISTURBED_FRAMES;
            });
  }

  /**
   * What was sent was recorded, key by key in order, on every stream; and the streams that stayed
   * were sent everything that the market made between their first frame and their last.
   */
  private static void assertExact(
      Ledger ledger, Counter counter, List<StreamId> rest, Set<StreamId> changing) {
    Map<StreamId, KeyRuns> produced = new HashMap<>();
    ledger.streams().forEach(stream -> produced.put(stream.stream(), stream.keys()));
    Map<StreamId, List<KeyRuns>> sent = new HashMap<>();
    // The first connection was the feed's of one stream.
    ledger.connections().stream()
        .skip(1)
        .flatMap(connection -> connection.streams().stream())
        .forEach(
            stream ->
                sent.computeIfAbsent(stream.stream(), id -> new ArrayList<>()).add(stream.keys()));
    for (StreamId id : rest) {
      assertEquals(1, sent.get(id).size(), () -> id + " was carried by more than one connection");
      assertSlice(id, sent.get(id).get(0).toArray(), produced.get(id).toArray());
    }
    List<StreamId> exact = new ArrayList<>(rest);
    changing.stream().filter(id -> sent.get(id).size() == 1).forEach(exact::add);
    for (StreamId id : exact) {
      Tally expected = new Tally();
      sent.get(id).get(0).forEach(expected::add);
      Tally found = counter.tally(id);
      assertEquals(expected.count, found.count, id::toString);
      assertEquals(expected.hash, found.hash, id::toString);
    }
    for (StreamId id : changing) {
      long count = sent.get(id).stream().mapToLong(KeyRuns::count).sum();
      assertEquals(count, counter.tally(id).count, id::toString);
    }
  }

  private static void assertSlice(StreamId id, long[] part, long[] whole) {
    assertTrue(part.length > 5, () -> id + " was sent " + part.length);
    int at = 0;
    while (whole[at] != part[0]) {
      at++;
    }
    for (int i = 0; i < part.length; i++) {
      assertEquals(whole[at + i], part[i], id::toString);
    }
  }

  /** Threads that began with this test, and heap in use after a full collection. */
  private record Cost(int threads, long heapBytes) {
    static Cost now(Set<Long> ofOthers) {
      System.gc();
      return new Cost(
          (int)
              Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds())
                  .filter(id -> !ofOthers.contains(id))
                  .count(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
  }

  /** Count and order of keys in a few bytes. */
  private static final class Tally {
    private volatile long count;
    private long hash;

    void add(long key) {
      hash = hash * 31 + key;
      count = count + 1;
    }
  }

  /** Remembers of every stream what came, but not the bursts. */
  private static final class Counter implements BurstListener {
    private final Mapping mapping = new BinanceSpotMapping();
    private final Recognition recognition = new Recognition();
    private final Map<StreamId, Tally> tallies = new ConcurrentHashMap<>();
    private volatile long frames;
    private volatile int lostConnections;

    @Override
    public void onBurst(Burst burst) {
      for (int i = 0; i < burst.size(); i++) {
        RecordEvent event = burst.event(i);
        if (event == null) {
          mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), recognition);
          if (recognition.kind() == Recognition.Kind.DATA) {
            tallies
                .computeIfAbsent(recognition.stream(), stream -> new Tally())
                .add(recognition.lastId());
          }
        } else if (event instanceof RecordEvent.State state && state.to().equals("backoff")) {
          lostConnections = lostConnections + 1;
        }
      }
      frames = frames + burst.frames();
    }

    Tally tally(StreamId stream) {
      return tallies.getOrDefault(stream, new Tally());
    }

    long framesOf(Set<StreamId> streams) {
      return streams.stream().mapToLong(stream -> tally(stream).count).sum();
    }
  }
}
