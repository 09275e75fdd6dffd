package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.RecordEvent;
import dev.caravan.repair.RestRepairs;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestThread;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.Repairs;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.stream.VenueLoops;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every venue must pass: its dialect and its mapping against its own simulated venue, which
 * enforces the venue's limits, judged by the ledger.
 *
 * <p>A venue extends it with its {@link VenueFixture}; nothing here knows a protocol. What a venue
 * does not have is skipped with a line that says so: ids that prove holes, a notice, a REST book.
 */
@Timeout(60)
public abstract class VenueContractTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Path EXAMPLES = Path.of("src/test/resources/frames");
  private static final int RATE = 4_000;
  private static final int MESSAGES = 2_000;

  private final VenueLoops loops = new VenueLoops();
  private Notes notes;
  private HurriedDialect dialect;
  private Simulator simulator;

  private final VenueFixture venue;
  private boolean isPatient;

  protected VenueContractTest(VenueFixture venue) {
    this.venue = venue;
  }

  /**
   * Makes the simulated venue end a connection soon that does not do what keeps it alive; to be
   * overridden where that is not the answer to a ping of the server.
   */
  protected SimulatorOptions.Builder insistingOnHeartbeats(SimulatorOptions.Builder market) {
    return market.pingEvery(Duration.ofMillis(250)).pongWithin(Duration.ofMillis(1500));
  }

  private StreamId main() {
    return venue.main();
  }

  private StreamId other() {
    return venue.other();
  }

  private List<StreamId> wanted() {
    return venue.streams();
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
    Feed feed = record(market("ack-silent/" + main()));

    await().atMost(LIMIT).until(() -> phaseOf(feed, main()) == Phase.ACKNOWLEDGED);
    await().atMost(LIMIT).until(() -> phaseOf(feed, other()) == Phase.RECEIVING);

    assertEquals(0, notes.frames(main()));
    assertEquals(Phase.ACKNOWLEDGED, phaseOf(feed, main()));
    close(feed);
  }

  /** Also where each request of the venue replaces what was asked for before. */
  @Test
  void shouldAddAndRemoveStreamsWithoutDisturbingTheOthers() throws Exception {
    simulator = Simulator.start(market("").rate(400).build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, List.of(main()));
    await().atMost(LIMIT).until(() -> notes.frames(main()) > 20);

    feed.want(wanted());
    await().atMost(LIMIT).until(() -> notes.frames(other()) > 20);
    feed.want(List.of(main(), other()));
    int before = notes.frames(main());
    await().atMost(LIMIT).until(() -> notes.frames(main()) > before + 50);
    close(feed);

    for (StreamId stayed : List.of(main(), other())) {
      List<Long> produced = longs(simulator.ledger().produced(stayed).toArray());
      List<Long> recorded = notes.keys(stayed);
      int from = produced.indexOf(recorded.get(0));
      assertEquals(produced.subList(from, from + recorded.size()), recorded, stayed::toString);
    }
    assertEquals(1, simulator.stats().accepted());
    assertEquals(0, notes.allGaps());
  }

  @Test
  void shouldBringABookForEachChainOfDeltas() throws Exception {
    RestDialect rest = venue.rest().orElse(null);
    assumeTrue(
        rest != null && rest.snapshot(venue.book()).isPresent(),
        "this venue's books come in the stream, or not at all");
    simulator =
        Simulator.start(
            market("gap=0.004@500ms/" + venue.book() + ",seed=3")
                .channels(venue.mainChannel(), venue.otherChannel(), venue.bookChannel())
                .rate(400)
                .build());
    try (RestThread thread = new RestThread()) {
      RestClient client = thread.client(rest, URI.create(simulator.restUrl()));
      Feed feed =
          feed(
              FeedOptions.to(URI.create(simulator.websocketUrl())),
              site -> new RestRepairs(client, site));
      feed.attach(notes, List.of(venue.book(), main()));

      // One where the chain begins, one behind a hole.
      await().atMost(LIMIT).until(() -> !notes.gaps(venue.book()).isEmpty());
      await().atMost(LIMIT).until(this::isBookBridgedBehindAGap);
      close(feed);
    }

    assertEquals(List.of(), notes.gaps(main()));
    assertEquals(1, dialect.asked(venue.book()), "only its book was fetched anew");
  }

  /** Whether a book was recorded that reaches behind a gap and from which deltas lead on. */
  private boolean isBookBridgedBehindAGap() throws IOException {
    RestDialect rest = venue.rest().orElseThrow();
    for (RecordEvent.Gap gap : notes.gaps(venue.book())) {
      for (RecordEvent.Snapshot snapshot : notes.snapshots()) {
        SnapshotBridge bridge = rest.readSnapshot(snapshot.body().getBytes(UTF_8));
        assertEquals(snapshot.lastId(), bridge.snapshotId());
        if (snapshot.lastId() >= gap.last()
            && notes.ids(venue.book()).stream()
                .filter(ids -> ids.lastId() > gap.last())
                .map(ids -> bridge.judge(ids.firstId(), ids.lastId()))
                .filter(step -> step != SnapshotBridge.Step.CONTAINED)
                .findFirst()
                .equals(Optional.of(SnapshotBridge.Step.BRIDGES))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void shouldNameARefusedStreamAndGoOn() throws Exception {
    simulator = Simulator.start(market("refuse/" + main()).build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, List.of(main()));
    await().atMost(LIMIT).until(() -> phaseOf(feed, main()) == Phase.REFUSED);

    feed.want(List.of(main(), other()));

    await().atMost(LIMIT).until(() -> phaseOf(feed, other()) == Phase.RECEIVING);
    assertEquals(Phase.REFUSED, phaseOf(feed, main()));
    close(feed);
  }

  /** Also where a refusal names nothing and takes the connection with it. */
  @Test
  void shouldFindTheOneThatIsRefusedAmongOthers() throws Exception {
    Feed feed = record(market("refuse/" + main()));

    List<StreamId> others = new ArrayList<>(wanted());
    others.remove(main());
    await()
        .atMost(LIMIT)
        .until(() -> others.stream().allMatch(stream -> phaseOf(feed, stream) == Phase.RECEIVING));
    await().atMost(LIMIT).until(() -> phaseOf(feed, main()) == Phase.REFUSED);

    assertEquals(0, notes.frames(main()));
    others.forEach(stream -> assertTrue(notes.frames(stream) > 0, stream::toString));
    close(feed);
  }

  @Test
  void shouldDoWhatKeepsAConnectionAlive() throws Exception {
    Feed feed = record(insistingOnHeartbeats(market("")));
    await().atMost(LIMIT).until(() -> notes.frames(main()) > 0);

    int before = notes.frames(main());
    await().atMost(LIMIT).until(() -> notes.frames(main()) > before + 2_000);

    assertEquals(1, simulator.stats().accepted());
    close(feed);
    assertAccounted("disconnect");
  }

  @Test
  void shouldReplaceAConnectionThatNoLongerAnswers() throws Exception {
    Feed feed = record(market("half-open@200ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);
    awaitReceiving(notes.frames(main()));
    close(feed);

    assertAccounted("disconnect");
    assertEquals(venue.provesHoles(venue.mainChannel()) ? 1 : 0, notes.gaps(main()).size());
  }

  @Test
  void shouldRecordEveryHoleThatTheVenueLeaves() throws Exception {
    assumeProvesHoles();
    Feed feed = record(market("gap=0.05/" + main() + ",seed=7").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    assertTrue(notes.gaps(main()).size() > 5);
    assertAccounted("venue");
  }

  @Test
  void shouldRecordWhatIsRepeatedAndSwapped() throws Exception {
    Feed feed = record(market("double=0.05,reorder=0.02/" + main() + ",seed=5").messages(MESSAGES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      assertEquals(longs(ledger.sent(stream).toArray()), notes.keys(stream), stream::toString);
    }
    assertTrue(ledger.sent(main()).count() > ledger.produced(main()).count());
  }

  @Test
  void shouldComeBackAfterTheEndOfALifetime() throws Exception {
    Feed feed = record(market("lifetime=700ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() >= 2);
    awaitReceiving(notes.frames(main()));
    close(feed);

    assertAccounted("disconnect");
  }

  @Test
  void shouldComeBackAgainAndAgain() throws Exception {
    Feed feed = record(market(""));
    for (int end = 1; end <= 3; end++) {
      awaitReceiving(notes.frames(main()));
      simulator.disconnectAll();
      int accepted = end + 1;
      await().atMost(LIMIT).until(() -> simulator.stats().accepted() == accepted);
    }
    awaitReceiving(notes.frames(main()));
    close(feed);

    assertAccounted("disconnect");
  }

  @Test
  void shouldLoseNothingOnTwoLinesOfWhichOneFails() throws Exception {
    simulator =
        Simulator.start(
            market("drop=0.05#2,disconnect=2@500ms+2s#2,seed=11").messages(2 * RATE).build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())).withLines(2));
    feed.attach(notes, wanted());
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    Ledger ledger = simulator.ledger();
    for (String symbol : venue.symbols()) {
      StreamId stream = new StreamId(venue.mainChannel(), symbol);
      // Sorted, since two lines come interleaved, and ids may go back at the venue itself.
      assertEquals(
          longs(ledger.produced(stream).toArray()).stream().sorted().toList(),
          notes.keys(stream).stream().sorted().toList(),
          stream::toString);
      assertTrue(ledger.sent(stream).count() > ledger.produced(stream).count(), "one line only");
    }
    assertEquals(0, notes.allGaps());
  }

  @Test
  void shouldMoveBeforeTheVenueClosesWhereItGivesNotice() throws Exception {
    assumeTrue(venue.givesNotice(), "this venue gives no notice");
    Feed feed = record(market("shutdown-event=3s@300ms"));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);
    await().atMost(LIMIT).until(() -> simulator.connections() == 1);
    int before = notes.frames(main());
    await().atMost(LIMIT).until(() -> notes.frames(main()) > before + 100);
    close(feed);

    assertEquals(0, notes.allGaps());
    assertAccounted("none");
  }

  @Test
  void shouldAskForThousandsOfStreamsWithoutBreakingALimit() throws Exception {
    simulator =
        Simulator.start(
            venue.market("").symbols("1000").startAfter(Duration.ofDays(1)).rate(100).build());
    List<StreamId> many = simulator.streams().stream().map(MarketStream::id).toList();
    isPatient = true; // nothing is sent, and a busy machine is no dead venue
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, many);

    await().atMost(LIMIT).until(() -> feed.status().acknowledged() == many.size());

    assertEquals(2_000, many.size());
    many.forEach(stream -> assertEquals(1, dialect.asked(stream), stream::toString));
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

  /** Frames of other symbols, each changed in some places, say nothing of the streams recorded. */
  @Test
  void shouldNotBeDisturbedByDamagedFramesOfOtherStreams() throws Exception {
    Feed feed = record(market("").rate(1_000));
    awaitReceiving(0);
    List<byte[]> damaged = damagedFramesOfOthers(3_000);
    damaged.forEach(frame -> simulator.sendRaw(frame, false));
    awaitReceiving(notes.frames(main()));
    close(feed);

    Ledger ledger = simulator.ledger();
    for (StreamId stream : wanted()) {
      assertEquals(longs(ledger.sent(stream).toArray()), notes.keys(stream), stream::toString);
    }
    assertEquals(0, notes.allGaps());
    assertEquals(1, simulator.stats().accepted());
    assertTrue(feed.status().framesTotal() > damaged.size());
  }

  /** Made from the example frames of the venue; none of them names a symbol that is recorded. */
  private List<byte[]> damagedFramesOfOthers(int count) throws IOException {
    List<String> whole = new ArrayList<>();
    try (Stream<Path> folders = Files.list(EXAMPLES.resolve(venue.venue()))) {
      for (Path folder : folders.sorted().toList()) {
        // An answer or a notice may rightly change something.
        if (!folder.endsWith("_session")) {
          whole.addAll(Files.readAllLines(folder.resolve("frames.ndjson")));
        }
      }
    }
    SplittableRandom random = new SplittableRandom(5);
    List<byte[]> damaged = new ArrayList<>();
    while (damaged.size() < count) {
      byte[] frame =
          whole.get(random.nextInt(whole.size())).replaceAll("(?i)btc|eth", "Q").getBytes(UTF_8);
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      damaged.add(random.nextInt(4) == 0 ? Arrays.copyOf(frame, frame.length / 2 + 1) : frame);
    }
    return damaged;
  }

  private SimulatorOptions.Builder market(String faults) {
    return venue.market(faults).rate(RATE).startAfter(Duration.ofMillis(300));
  }

  private Feed record(SimulatorOptions.Builder options) throws IOException {
    simulator = Simulator.start(options.build());
    Feed feed = feed(FeedOptions.to(URI.create(simulator.websocketUrl())));
    feed.attach(notes, wanted());
    return feed;
  }

  private Feed feed(FeedOptions options) {
    return feed(options, site -> Repairs.NONE);
  }

  private Feed feed(FeedOptions options, Repairs.Maker repairs) {
    notes = new Notes(venue.mapping());
    dialect =
        isPatient
            ? new HurriedDialect(venue.dialect(), LIMIT).withUnhurriedConnects()
            : new HurriedDialect(venue.dialect());
    return new Feed(
        dialect,
        venue.mapping(),
        options,
        loops.loop(venue.venue()),
        loops.resolver(),
        EpochNanoClock.system(),
        NanoClock.system(),
        (where, channel, cause, missing) -> {},
        repairs);
  }

  private void assumeProvesHoles() {
    assumeTrue(
        venue.provesHoles(venue.mainChannel()), "no ids of this venue prove that one is missing");
  }

  private void awaitReceiving(int before) {
    await().atMost(LIMIT).until(() -> notes.frames(main()) > before + 20);
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
      if (venue.provesHoles(stream.channel())) {
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
