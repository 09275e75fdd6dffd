package dev.caravan.venue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.stream.VenueLoops;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every venue must pass: its dialect and its mapping against its own simulated venue, which
 * enforces the venue's limits, judged by the ledger.
 *
 * <p>A venue extends it and names its parts; nothing here knows a protocol. Resynchronisation of a
 * book belongs here too once feeds do it.
 */
@Timeout(60)
public abstract class VenueContractTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int RATE = 4_000;
  private static final int MESSAGES = 2_000;

  private final VenueLoops loops = new VenueLoops();
  private Notes notes;
  private Simulator simulator;

  protected abstract Dialect dialect();

  /** A new one each time: mappings are not thread-safe. */
  protected abstract Mapping mapping();

  protected abstract SimulatedVenue simulated();

  /** A channel whose frames each carry one id, the next one more. */
  protected abstract String contiguousChannel();

  /** Another channel that the simulated venue offers for the same symbols. */
  protected abstract String otherChannel();

  /** Two symbols of the simulated venue. */
  protected abstract List<String> symbols();

  /** Whether the venue says beforehand that it will close a connection. */
  protected abstract boolean givesNotice();

  private StreamId contiguous() {
    return new StreamId(contiguousChannel(), symbols().get(0));
  }

  private StreamId other() {
    return new StreamId(otherChannel(), symbols().get(1));
  }

  private List<StreamId> wanted() {
    List<StreamId> streams = new ArrayList<>();
    for (String symbol : symbols()) {
      streams.add(new StreamId(contiguousChannel(), symbol));
      streams.add(new StreamId(otherChannel(), symbol));
    }
    return streams;
  }

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldSubscribeAndDeliverEveryFrameOnceAndInOrder() throws Exception {
    Feed feed = record(market("").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> frames() >= MESSAGES);
    close(feed);

    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      assertEquals(longs(ledger.sent(stream).toArray()), notes.keys(stream), stream::toString);
    }
    assertEquals(0, notes.allGaps());
    assertEquals(0, feed.status().unrecognised());
  }

  @Test
  void shouldTakeAnAcknowledgementForNoProof() throws Exception {
    Feed feed = record(market("ack-silent/" + contiguous()));

    await().atMost(LIMIT).until(() -> phaseOf(feed, contiguous()) == Phase.ACKNOWLEDGED);
    await().atMost(LIMIT).until(() -> phaseOf(feed, other()) == Phase.RECEIVING);

    assertEquals(0, notes.frames(contiguous()));
    assertEquals(Phase.ACKNOWLEDGED, phaseOf(feed, contiguous()));
    close(feed);
  }

  @Test
  void shouldNameARefusedStreamAndGoOn() throws Exception {
    simulator = Simulator.start(market("refuse/" + contiguous()).build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, List.of(contiguous()));
    await().atMost(LIMIT).until(() -> phaseOf(feed, contiguous()) == Phase.REFUSED);

    feed.want(List.of(contiguous(), other()));

    await().atMost(LIMIT).until(() -> phaseOf(feed, other()) == Phase.RECEIVING);
    assertEquals(Phase.REFUSED, phaseOf(feed, contiguous()));
    close(feed);
  }

  @Test
  void shouldAnswerTheVenuesHeartbeat() throws Exception {
    Feed feed =
        record(market("").pingEvery(Duration.ofMillis(250)).pongWithin(Duration.ofMillis(400)));
    await().atMost(LIMIT).until(() -> notes.frames(contiguous()) > 0);

    int before = notes.frames(contiguous());
    await().atMost(LIMIT).until(() -> notes.frames(contiguous()) > before + 800);

    assertEquals(1, simulator.stats().accepted());
    close(feed);
    assertAccounted("disconnect");
  }

  @Test
  void shouldReplaceAConnectionThatNoLongerAnswers() throws Exception {
    Feed feed = record(market("half-open@200ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);
    await().atMost(LIMIT).until(() -> !notes.gaps(contiguous()).isEmpty());
    close(feed);

    assertAccounted("disconnect");
    assertEquals(1, notes.gaps(contiguous()).size());
  }

  @Test
  void shouldRecordEveryHoleThatTheVenueLeaves() throws Exception {
    Feed feed = record(market("gap=0.05/" + contiguous() + ",seed=7").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    assertTrue(notes.gaps(contiguous()).size() > 5);
    assertAccounted("venue");
  }

  @Test
  void shouldRecordWhatIsRepeatedAndSwapped() throws Exception {
    Feed feed =
        record(market("double=0.05,reorder=0.02/" + contiguous() + ",seed=5").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      assertEquals(longs(ledger.sent(stream).toArray()), notes.keys(stream), stream::toString);
    }
    assertTrue(ledger.sent(contiguous()).count() > ledger.produced(contiguous()).count());
  }

  @Test
  void shouldComeBackAfterTheEndOfALifetime() throws Exception {
    Feed feed = record(market("lifetime=700ms@0s+1s"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() >= 2);
    await().atMost(LIMIT).until(() -> notes.gaps(contiguous()).size() == 1);
    close(feed);

    assertAccounted("disconnect");
  }

  @Test
  void shouldComeBackAgainAndAgain() throws Exception {
    Feed feed = record(market("disconnect=3@300ms+900ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() >= 4);
    await().atMost(LIMIT).until(() -> notes.gaps(contiguous()).size() == 3);
    close(feed);

    assertAccounted("disconnect");
  }

  @Test
  void shouldLoseNothingOnTwoLinesOfWhichOneFails() throws Exception {
    simulator =
        Simulator.start(
            market("drop=0.05#2,disconnect=2@400ms+600ms#2,seed=11")
                .messages(3 * RATE / 2)
                .build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())).withLines(2));
    feed.attach(notes, wanted());
    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 4);
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    Ledger ledger = simulator.ledger();
    for (String symbol : symbols()) {
      StreamId stream = new StreamId(contiguousChannel(), symbol);
      assertEquals(
          longs(ledger.produced(stream).toArray()),
          notes.keys(stream).stream().sorted().toList(),
          stream::toString);
      assertTrue(ledger.sent(stream).count() > ledger.produced(stream).count(), "one line only");
    }
    assertEquals(0, notes.allGaps());
  }

  @Test
  void shouldMoveBeforeTheVenueClosesWhereItGivesNotice() throws Exception {
    assumeTrue(givesNotice(), "this venue gives no notice");
    Feed feed = record(market("shutdown-event=3s@300ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);
    await().atMost(LIMIT).until(() -> simulator.connections() == 1);
    int before = notes.frames(contiguous());
    await().atMost(LIMIT).until(() -> notes.frames(contiguous()) > before + 100);
    close(feed);

    assertEquals(0, notes.allGaps());
    assertAccounted("none");
  }

  @Test
  void shouldAskForThousandsOfStreamsWithoutBreakingALimit() throws Exception {
    List<StreamId> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(new StreamId(contiguousChannel(), "X" + i + symbols().get(0)));
      many.add(new StreamId(otherChannel(), "X" + i + symbols().get(0)));
    }
    many.addAll(wanted());
    simulator = Simulator.start(market("").build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, many);

    await().atMost(LIMIT).until(() -> feed.status().acknowledged() == many.size());

    assertEquals(
        simulator.connections(),
        simulator.stats().accepted(),
        "a connection that broke a limit was closed and came back");
    assertEquals(0, notes.states("backoff"));
    close(feed);
  }

  @Test
  void shouldRecordGarbageAndBeUndisturbed() throws Exception {
    Feed feed = record(market("garbage=0.05,seed=3").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      assertEquals(longs(ledger.sent(stream).toArray()), notes.keys(stream), stream::toString);
    }
    assertEquals(
        longs(ledger.sent(StreamId.NONE).toArray()), notes.keys(StreamId.NONE), "nothing is lost");
    long garbage = feed.status().unrecognised();
    assertTrue(garbage > 50 && garbage < 150, "unrecognised=" + garbage);
    assertEquals(1, simulator.stats().accepted());
  }

  private SimulatorOptions.Builder market(String faults) {
    return SimulatorOptions.of(simulated())
        .symbols(String.join(",", symbols()))
        .channels(contiguousChannel(), otherChannel())
        .rate(RATE)
        .faults(faults)
        .startAfter(Duration.ofMillis(300));
  }

  private Feed record(SimulatorOptions.Builder options) throws IOException {
    simulator = Simulator.start(options.build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, wanted());
    return feed;
  }

  private Feed feed(FeedOptions options) {
    notes = new Notes(mapping());
    return new Feed(
        new HurriedDialect(dialect()),
        mapping(),
        options,
        loops.loop(dialect().venue()),
        loops.resolver(),
        EpochNanoClock.system(),
        NanoClock.system(),
        (venue, channel, cause, missing) -> {});
  }

  private static void close(Feed feed) throws Exception {
    feed.close().get(10, TimeUnit.SECONDS);
  }

  private int frames() {
    return wanted().stream().mapToInt(notes::frames).sum();
  }

  private static Phase phaseOf(Feed feed, StreamId id) {
    return feed.status().streams().stream()
        .filter(stream -> stream.stream().equals(id))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  /**
   * Everything that was sent is recorded once, and the contiguous streams miss exactly what their
   * gap records say, all of this cause.
   */
  private void assertAccounted(String cause) {
    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      TreeSet<Long> sent = new TreeSet<>(longs(ledger.sent(stream).toArray()));
      List<Long> recorded = notes.keys(stream);
      assertEquals(sent, new TreeSet<>(recorded), stream::toString);
      assertEquals(sent.size(), recorded.size(), () -> "doubled on " + stream);
      if (stream.channel().equals(contiguousChannel())) {
        TreeSet<Long> known = new TreeSet<>(recorded);
        for (RecordEvent.Gap gap : notes.gaps(stream)) {
          assertEquals(cause, gap.cause());
          for (long id = gap.first(); id <= gap.last(); id++) {
            assertTrue(known.add(id), "recorded and missing: " + id);
          }
        }
        assertEquals(known.last() - known.first() + 1, known.size(), () -> "unnoticed: " + stream);
      }
    }
  }

  private static List<Long> longs(long[] keys) {
    return LongStream.of(keys).boxed().toList();
  }
}
