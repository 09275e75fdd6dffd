package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.simulator.Simulator;
import dev.caravan.testing.CaptureRoute;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Batches that are completed by size and by time at the same moment reach the journal one behind
 * the other.
 *
 * <p>Camel takes a full batch out of the aggregate under its lock and hands it on outside, while
 * the interval's task hands on from whatever thread its timer has. That Camel 4.18.0 does the
 * latter under the same lock is its own affair; what we rely on is that there is one thread only,
 * the venue's event loop. The second test shows that the shipped timers are what makes it so.
 */
class ConcurrentCompletionTest {

  private static final int RATE = 2_000;
  private static final int OFTEN = 30;
  private static final String LOOP = "feed-binance-spot";

  @TempDir Path data;

  @Test
  void shouldKeepTheOrderWhenSizeAndIntervalCompleteAtOnce() throws Exception {
    Watch watch = new Watch();
    try (Simulator simulator = simulator();
        CaptureRoute capture = setup(watch).start(simulator)) {
      record(watch, capture);

      assertTrue(watch.threads().allMatch(name -> name.startsWith(LOOP)), watch::toString);
      assertFalse(watch.hasOverlapped(), "two batches on their way at once");
      assertInOrder(Recordings.assertExact(data, simulator.ledger()));
    }
  }

  /** The same with timers of their own: the watch above sees what must not be. */
  @Test
  void shouldSeeAnotherThreadWhereTheTimersAreNotTheVenues() throws Exception {
    Watch watch = new Watch();
    ScheduledExecutorService plain = Executors.newSingleThreadScheduledExecutor();
    try (Simulator simulator = simulator();
        CaptureRoute capture = setup(watch).timers(plain).start(simulator)) {
      record(watch, capture);

      assertFalse(watch.threads().allMatch(name -> name.startsWith(LOOP)), watch::toString);
    } finally {
      plain.shutdownNow();
    }
  }

  private CaptureRoute.Setup setup(Watch watch) {
    return CaptureRoute.into(data)
        .set("caravan.journal.batch-size", "15")
        .set("caravan.journal.batch-interval", "10ms")
        .append(watch);
  }

  private static Simulator simulator() throws Exception {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("3")
            .channels("depth@100ms", "trade")
            .rate(RATE)
            .build());
  }

  /** Until both kinds of completion have happened often. */
  private static void record(Watch watch, CaptureRoute capture) throws Exception {
    await("completions by size and by time")
        .atMost(Duration.ofSeconds(30))
        .until(() -> watch.completed("interval") >= OFTEN && watch.completed("predicate") >= OFTEN);
    capture.stop();
  }

  private static void assertInOrder(Verification verification) {
    for (StreamResult stream : verification.streams()) {
      assertEquals(0, stream.gaps() + stream.repeated() + stream.reordered(), stream::toString);
    }
  }

  /** Notes which thread takes which batch to the journal, and whether two do at once. */
  private static final class Watch implements CaptureRoute.BeforeAppend {
    private final Map<String, AtomicLong> completed = new ConcurrentHashMap<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean hasOverlapped;

    @Override
    public void append(Exchange batch, Processor journal) throws Exception {
      String by = batch.getProperty(Exchange.AGGREGATED_COMPLETED_BY, "", String.class);
      completed.computeIfAbsent(by, name -> new AtomicLong()).incrementAndGet();
      if (!by.equals("force")) { // the last batch, at a stop, when no other can come
        threads.add(Thread.currentThread().getName());
      }
      hasOverlapped |= underWay.incrementAndGet() > 1;
      Thread.yield();
      journal.process(batch);
      underWay.decrementAndGet();
    }

    long completed(String by) {
      AtomicLong count = completed.get(by);
      return count == null ? 0 : count.get();
    }

    Stream<String> threads() {
      return threads.stream();
    }

    boolean hasOverlapped() {
      return hasOverlapped;
    }

    @Override
    public String toString() {
      return "completed=" + completed + " threads=" + threads + " overlapped=" + hasOverlapped;
    }
  }
}
