package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VenueTimersTest {

  private static final String VENUE = "binance-spot";

  private final VenueLoops loops = new VenueLoops();

  @AfterEach
  void stop() {
    loops.close();
  }

  @Test
  void shouldDoWhatComesFirstBeforeEachRepeatedTimer() {
    List<String> done = new CopyOnWriteArrayList<>();
    VenueTimers timers = loops.timers(VENUE);

    timers.runFirst(() -> done.add("first"));
    timers.scheduleAtFixedRate(() -> done.add("timer"), 1, 1, TimeUnit.MILLISECONDS);
    await().until(() -> done.size() >= 4);

    assertEquals(List.of("first", "timer", "first", "timer"), List.copyOf(done).subList(0, 4));
  }

  /** The feed's own second hand would hand over ten times within the limit. */
  @Test
  void shouldHandOverWhatIsHeldBeforeABatchIsCompletedByTime() throws Exception {
    List<Burst> bursts = new CopyOnWriteArrayList<>();
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade")
                .startAfter(Duration.ofMillis(200))
                .rate(1000)
                .build())) {
      Feeds feeds = new Feeds(venue -> feed(simulator, Duration.ofHours(1)), loops::timers);
      feeds.feed(VENUE).attach(bursts::add, List.of(new StreamId("trade", "BTCUSDT")));

      feeds.timers(VENUE).scheduleAtFixedRate(() -> {}, 5, 5, TimeUnit.MILLISECONDS);

      await().atMost(Duration.ofSeconds(10)).until(() -> bursts.size() >= 20);
      feeds.closeAll().get(10, TimeUnit.SECONDS);
    }
  }

  private Feed feed(Simulator simulator, Duration burstInterval) {
    return new Feed(
        new BinanceSpotDialect(),
        new BinanceSpotMapping(),
        FeedOptions.to(URI.create(simulator.websocketUrl())).withBurstInterval(burstInterval),
        loops.loop(VENUE),
        loops.resolver(),
        EpochNanoClock.system(),
        NanoClock.system(),
        (venue, channel, cause, missing) -> {});
  }
}
