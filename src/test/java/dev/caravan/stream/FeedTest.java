package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.Burst;
import dev.caravan.record.BurstListener;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId BOOK = new StreamId("depth20@100ms", "BTCUSDT");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final VenueLoops loops = new VenueLoops();
  private final Recorder recorder = new Recorder();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldDeliverEveryFrameOnceAndInOrder() throws Exception {
    Feed feed = start(market().rate(5000).messages(3000));
    feed.attach(recorder, List.of(TRADES, BOOK));

    await().atMost(LIMIT).until(() -> recorder.frames() >= 3000);
    close(feed);

    assertSame(simulator.ledger());
    assertEquals("stopped", recorder.lastState());
  }

  /** Whoever waits for the end may take the listener away at once. */
  @Test
  void shouldHandOnEverythingBeforeItSaysThatItIsClosed() throws Exception {
    Feed feed = start(market().rate(500));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> recorder.frames() >= 50);

    String last = feed.close().thenApply(closed -> recorder.lastState()).get(10, TimeUnit.SECONDS);

    assertEquals("stopped", last);
  }

  @Test
  void shouldSayHowFarEachStreamHasCome() throws Exception {
    Feed feed = start(market().rate(500));
    feed.attach(recorder, List.of(TRADES, new StreamId("trade", "NOSUCHUSDT")));

    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.RECEIVING);

    assertEquals(Phase.ACKNOWLEDGED, phaseOf(feed, new StreamId("trade", "NOSUCHUSDT")));
    assertEquals(2, feed.status().acknowledged());
    assertEquals("", feed.status().problem());
    close(feed);
  }

  @Test
  void shouldLoseNothingWhileNoListenerIsAttached() throws Exception {
    Feed feed = start(market().rate(20_000).messages(30_000));
    feed.attach(recorder, List.of(TRADES, BOOK));
    for (int swap = 1; swap <= 5; swap++) {
      int target = swap * 4000;
      await().atMost(LIMIT).until(() -> recorder.frames() >= target);
      feed.detach();
      int frozen = recorder.frames();
      assertFalse(feed.status().reading());
      assertEquals(frozen, recorder.frames());
      feed.attach(recorder, List.of(TRADES, BOOK));
    }

    await().atMost(LIMIT).until(() -> recorder.frames() >= 30_000);
    close(feed);

    assertSame(simulator.ledger());
    assertEquals(1, recorder.states("connecting"), "sockets stay open");
  }

  @Test
  void shouldAskOnlyForTheDifferenceWhenTheNextListenerWantsOthers() throws Exception {
    Feed feed = start(market().symbols("BTCUSDT,ETHUSDT").rate(2000));
    feed.attach(recorder, List.of(TRADES));
    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.RECEIVING);

    feed.detach();
    feed.attach(recorder, List.of(TRADES, new StreamId("trade", "ETHUSDT")));

    await()
        .atMost(LIMIT)
        .until(() -> phaseOf(feed, new StreamId("trade", "ETHUSDT")) == Phase.RECEIVING);
    assertEquals(1, recorder.states("connecting"));
    close(feed);
    assertSame(simulator.ledger());
  }

  @Test
  void shouldComeBackAndRecordTheHoleWhenTheVenueCloses() throws Exception {
    Feed feed = start(market().rate(2000));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> recorder.frames() > 500);

    simulator.disconnectAll();

    await().atMost(LIMIT).until(() -> !recorder.gaps().isEmpty());
    RecordEvent.Gap gap = recorder.gaps().get(0);
    assertEquals("disconnect", gap.cause());
    assertEquals(gap.last() - gap.first() + 1, gap.missing());
    assertEquals(2, recorder.states("connecting"));
    assertEquals(1, recorder.states("backoff"));
    close(feed);
    assertSame(simulator.ledger());
  }

  @Test
  void shouldCallAHoleWithinOneConnectionTheVenues() throws Exception {
    Feed feed = start(market().rate(2000).messages(2000).faults("gap=0.05/trade/BTCUSDT,seed=7"));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> !recorder.gaps().isEmpty());
    close(feed);

    assertTrue(recorder.gaps().stream().allMatch(gap -> gap.cause().equals("venue")));
  }

  @Test
  void shouldNameAStreamThatFellSilentAndNoticeItsReturn() throws Exception {
    Feed feed = start(market().rate(500), StalenessPolicy.after(Duration.ofMillis(300)));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> feed.status().count(Phase.RECEIVING) == 2);

    simulator.mute(TRADES);
    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.STALE);
    assertEquals(Phase.RECEIVING, phaseOf(feed, BOOK));

    simulator.unmute(TRADES);
    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.RECEIVING);
    close(feed);
  }

  @Test
  void shouldSayWhyTheVenueCannotBeReachedAndKeepTrying() throws Exception {
    Feed feed = feed(URI.create("ws://127.0.0.1:1"), StalenessPolicy.auto());
    feed.attach(recorder, List.of(TRADES));

    await().atMost(LIMIT).until(() -> recorder.states("backoff") >= 2);

    String problem = feed.status().problem();
    assertTrue(problem.contains("ws://127.0.0.1:1"), problem);
    assertTrue(problem.toLowerCase(java.util.Locale.ROOT).contains("refused"), problem);
    close(feed);
    assertEquals("stopped", recorder.lastState());
  }

  @Test
  void shouldMarkARefusedStream() throws Exception {
    Feed feed = start(market().rate(500).faults("refuse/trade/BTCUSDT"));
    feed.attach(recorder, List.of(TRADES));

    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.REFUSED);
    close(feed);
  }

  @Test
  void shouldStopReadingWhileSomebodyHoldsItAndGoOnAfterwards() throws Exception {
    Feed feed = start(market().rate(5000).messages(6000));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> recorder.frames() > 500);

    feed.pauseReading("one");
    feed.pauseReading("two");
    feed.resumeReading("one");
    assertFalse(feed.status().reading());
    int held = recorder.frames();
    assertEquals(held, recorder.frames());

    feed.resumeReading("two");
    await().atMost(LIMIT).until(() -> recorder.frames() >= 6000);
    close(feed);
    assertSame(simulator.ledger());
  }

  @Test
  void shouldCloseItsConnectionsWhenNobodyTakesItOver() throws Exception {
    simulator = Simulator.start(market().rate(500).build());
    FeedOptions options =
        new FeedOptions(
            URI.create(simulator.websocketUrl()),
            StalenessPolicy.auto(),
            Duration.ofMillis(200),
            Duration.ofMillis(200));
    Feed feed = feed(options);
    feed.attach(recorder, List.of(TRADES));
    await().atMost(LIMIT).until(() -> simulator.connections() == 1);

    feed.detach();

    await().atMost(LIMIT).until(() -> simulator.connections() == 0);
    assertTrue(feed.isClosed());
    assertThrows(IllegalStateException.class, () -> feed.attach(recorder, List.of(TRADES)));
  }

  @Test
  void shouldCloseAConnectionOnceNoneOfItsStreamsIsWanted() throws Exception {
    simulator = Simulator.start(market().rate(500).build());
    Feed feed =
        feed(FeedOptions.to(URI.create(simulator.websocketUrl())).withStreamsPerConnection(1));
    feed.attach(recorder, List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> phaseOf(feed, BOOK) == Phase.RECEIVING);
    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.RECEIVING);
    assertEquals(2, simulator.connections());

    feed.want(List.of(TRADES));

    await().atMost(LIMIT).until(() -> simulator.connections() == 1);
    await().atMost(LIMIT).until(() -> feed.status().connections().size() == 1);
    assertTrue(
        recorder.events().contains(new RecordEvent.State("closed", "no streams left")),
        () -> recorder.events().toString());
    long before = recorder.frames(TRADES);
    await().atMost(LIMIT).until(() -> recorder.frames(TRADES) > before + 100);
    assertEquals(List.of(), recorder.gaps());
    assertEquals(Phase.RECEIVING, phaseOf(feed, TRADES));

    // A stream that comes back gets a connection of its own again.
    feed.want(List.of(TRADES, BOOK));
    await().atMost(LIMIT).until(() -> phaseOf(feed, BOOK) == Phase.RECEIVING);
    close(feed);
    assertSame(simulator.ledger());
  }

  @Test
  void shouldKeepAConnectionWhoseStreamsAreReplacedByOthers() throws Exception {
    Feed feed = start(market().rate(500));
    feed.attach(recorder, List.of(TRADES));
    await().atMost(LIMIT).until(() -> phaseOf(feed, TRADES) == Phase.RECEIVING);

    feed.want(List.of(BOOK));

    await().atMost(LIMIT).until(() -> phaseOf(feed, BOOK) == Phase.RECEIVING);
    assertEquals(
        List.of("binance-spot-1"),
        feed.status().connections().stream().map(ConnectionStatus::name).toList());
    close(feed);
  }

  @Test
  void shouldRefuseASecondListener() throws Exception {
    Feed feed = start(market().rate(500));
    feed.attach(recorder, List.of(TRADES));

    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> feed.attach(new Recorder(), List.of(TRADES)));

    assertTrue(refused.getMessage().contains("already has a route"), refused.getMessage());
    close(feed);
  }

  private static SimulatorOptions.Builder market() {
    return OwnAddress.simulator(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels("trade", "depth20@100ms")
        .startAfter(Duration.ofMillis(200));
  }

  private Feed start(SimulatorOptions.Builder options) throws IOException {
    return start(options, StalenessPolicy.auto());
  }

  private Feed start(SimulatorOptions.Builder options, StalenessPolicy staleness)
      throws IOException {
    simulator = Simulator.start(options.build());
    return feed(URI.create(simulator.websocketUrl()), staleness);
  }

  private Feed feed(URI url, StalenessPolicy staleness) {
    return feed(
        new FeedOptions(
            url, staleness, FeedOptions.DEFAULT_DETACH_GRACE, FeedOptions.DEFAULT_CLOSE_WITHIN));
  }

  private Feed feed(FeedOptions options) {
    return new Feed(
        new BinanceSpotDialect(),
        new BinanceSpotMapping(),
        options,
        loops.loop("binance-spot"),
        loops.resolver(),
        EpochNanoClock.system(),
        NanoClock.system(),
        (venue, channel, cause, missing) -> {});
  }

  private static void close(Feed feed)
      throws InterruptedException, ExecutionException, TimeoutException {
    feed.close().get(10, TimeUnit.SECONDS);
  }

  private static Phase phaseOf(Feed feed, StreamId id) {
    return feed.status().streams().stream()
        .filter(stream -> stream.stream().equals(id))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  /** What was sent before the simulator's Close was delivered, per stream as often as sent. */
  private void assertSame(Ledger ledger) {
    for (StreamId stream : List.of(TRADES, BOOK)) {
      long sent =
          ledger.connections().stream()
              .mapToLong(connection -> connection.sent(stream).count())
              .sum();
      assertEquals(sent, recorder.frames(stream), stream::toString);
    }
  }

  /** Keeps what a feed delivers. */
  private static final class Recorder implements BurstListener {
    private final List<Burst> bursts = new CopyOnWriteArrayList<>();
    private volatile int frames;

    @Override
    public void onBurst(Burst burst) {
      bursts.add(burst);
      frames += burst.frames();
    }

    /** Data frames; answers are not counted by streams either. */
    int frames() {
      return frames;
    }

    long frames(StreamId stream) {
      long count = 0;
      for (Burst burst : bursts) {
        for (int i = 0; i < burst.size(); i++) {
          if (burst.event(i) == null && burst.stream(i).equals(stream)) {
            count++;
          }
        }
      }
      return count;
    }

    private List<RecordEvent> events() {
      List<RecordEvent> events = new ArrayList<>();
      for (Burst burst : bursts) {
        for (int i = 0; i < burst.size(); i++) {
          Optional.ofNullable(burst.event(i)).ifPresent(events::add);
        }
      }
      return events;
    }

    List<RecordEvent.Gap> gaps() {
      return events().stream()
          .filter(RecordEvent.Gap.class::isInstance)
          .map(RecordEvent.Gap.class::cast)
          .toList();
    }

    private List<String> states() {
      return events().stream()
          .filter(RecordEvent.State.class::isInstance)
          .map(event -> ((RecordEvent.State) event).to())
          .toList();
    }

    long states(String state) {
      return states().stream().filter(state::equals).count();
    }

    String lastState() {
      List<String> states = states();
      return states.get(states.size() - 1);
    }
  }
}
