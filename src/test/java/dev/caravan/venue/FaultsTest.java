package dev.caravan.venue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.book.Continuity;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestException;
import dev.caravan.rest.RestThread;
import dev.caravan.simulator.SimulatedRequest;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.StalenessPolicy;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.stream.VenueLoops;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault, on each venue, judged by the simulator's ledger: what was lost is what the gap
 * records say, with the right cause; what came back is back in time; nobody else noticed.
 *
 * <p>A feed records two symbols, the first one's streams on the first connection, the second one's
 * on the second. Rows run side by side, the longest first, since each of them mostly waits.
 */
@Timeout(120)
class FaultsTest {

  private static final List<VenueFixture> VENUES =
      List.of(
          VenueFixture.BINANCE_SPOT,
          VenueFixture.BINANCE_USDM,
          VenueFixture.OKX,
          VenueFixture.GATEIO,
          VenueFixture.UPBIT,
          VenueFixture.BITHUMB,
          VenueFixture.COINONE);

  /**
   * Faults, written as {@code --faults} takes them, {@code MAIN} for the struck stream: how many
   * lines; whether it strikes that stream, its whole connection or everything; why ids are lost,
   * {@code -} if none is; for how long what was struck may be silent; how long the market goes on.
   */
  private static final String TABLE =
      """
      half-open@300ms/MAIN                            | 1 | connection | disconnect | 8000ms | 8500ms
      half-open@300ms#1/MAIN                          | 2 | connection | -          | -      | 7000ms
      disconnect@300ms/MAIN,refuse@300ms+2s/MAIN      | 1 | connection | disconnect | 6000ms | 6500ms
      disconnect@300ms/MAIN,ack-silent@300ms+2s/MAIN  | 1 | connection | disconnect | 6000ms | 6500ms
      disconnect@300ms/MAIN,refuse@300ms+700ms        | 1 | connection | disconnect | 3500ms | 4000ms
      disconnect@300ms/MAIN,418=3s@300ms+2900ms       | 1 | connection | disconnect | 7000ms | 7500ms
      disconnect=2@300ms+2s/MAIN                      | 1 | connection | disconnect | 2000ms | 3000ms
      disconnect=2@300ms+2s#1/MAIN                    | 2 | connection | -          | -      | 3000ms
      disconnect@300ms/MAIN                           | 2 | connection | disconnect | 2000ms | 2000ms
      lifetime=2s                                     | 1 | everything | disconnect | 2000ms | 3000ms
      shutdown-event=1500ms@300ms/MAIN                | 1 | connection | -          | -      | 2500ms
      mute@300ms+600ms/MAIN                           | 1 | stream     | venue      | 2000ms | 1800ms
      slow=300ms@300ms+400ms/MAIN                     | 1 | stream     | -          | 2000ms | 1500ms
      drop=0.2@300ms+500ms/MAIN                       | 1 | stream     | venue      | -      | 1000ms
      drop=0.2@300ms+500ms#2                          | 2 | connection | -          | -      | 1000ms
      gap=0.2@300ms+500ms/MAIN                        | 1 | stream     | venue      | -      | 1000ms
      gap=0.2@300ms+500ms/MAIN                        | 2 | stream     | venue      | -      | 1000ms
      double=0.2@300ms+500ms/MAIN                     | 1 | stream     | -          | -      | 1000ms
      reorder=0.2@300ms+500ms/MAIN                    | 1 | stream     | -          | -      | 1000ms
      garbage=0.2@300ms+500ms/MAIN                    | 1 | stream     | -          | -      | 1000ms
      429=1s                                          | 1 | stream     | -          | -      | 1000ms
      """;

  private static final int RATE = 240;

  /** More of them would only wait for the processor. */
  private static final int AT_ONCE = 12;

  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** One row of the table. */
  private record Fault(
      String plan, int lines, String strikes, String cause, long silentMs, long ms) {

    private static final String NOT_CHECKED = "-";

    static Fault of(String row) {
      String[] cells = row.split("\\|", -1);
      return new Fault(
          cells[0].strip(),
          Integer.parseInt(cells[1].strip()),
          cells[2].strip(),
          cells[3].strip(),
          millis(cells[4].strip()),
          millis(cells[5].strip()));
    }

    private static long millis(String cell) {
      return cell.equals(NOT_CHECKED) ? Long.MAX_VALUE : Long.parseLong(cell.replace("ms", ""));
    }

    boolean is(String name) {
      return plan.startsWith(name);
    }

    boolean losesNothing() {
      return cause.equals("-");
    }
  }

  private static final VenueLoops LOOPS = new VenueLoops();
  private static final ExecutorService SIDE_BY_SIDE = Executors.newFixedThreadPool(AT_ONCE);
  private static final Map<String, Future<?>> RUNS = new LinkedHashMap<>();

  @BeforeAll
  static void startAll() {
    for (String row : TABLE.strip().split("\n")) {
      Fault fault = Fault.of(row);
      for (VenueFixture venue : VENUES) {
        String name = venue.venue() + " " + fault.plan + " lines=" + fault.lines;
        RUNS.put(name, SIDE_BY_SIDE.submit(() -> new Run(venue, fault).call()));
      }
    }
  }

  @AfterAll
  static void stop() {
    SIDE_BY_SIDE.shutdownNow();
    LOOPS.close();
  }

  static Set<String> faults() {
    return RUNS.keySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void shouldAccountForWhatAFaultDoes(String fault) throws Throwable {
    try {
      RUNS.get(fault).get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  static Stream<Arguments> refusals() {
    return VENUES.stream()
        .flatMap(venue -> Stream.of(429, 418).map(status -> Arguments.of(venue, status)));
  }

  /** While REST refuses, it is asked no sooner than Retry-After says, whoever wants something. */
  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("refusals")
  void shouldAskNoSoonerThanARefusalSays(VenueFixture venue, int status) throws Exception {
    RestDialect dialect = venue.rest().orElseThrow();
    try (Simulator simulator = Simulator.start(venue.market(status + "=1s").build());
        RestThread thread = new RestThread()) {
      RestClient client = thread.client(dialect, URI.create(simulator.restUrl()));

      RestException first = refusal(client.send(dialect.time()));
      RestException second = refusal(client.time());

      assertEquals(RestException.Kind.LIMITED, first.kind());
      assertEquals(RestException.Kind.LIMITED, second.kind());
      List<SimulatedRequest> asked = simulator.requests();
      assertEquals(List.of(status, status), asked.stream().map(SimulatedRequest::status).toList());
      long pauseNs = asked.get(1).atNs() - asked.get(0).atNs();
      assertTrue(pauseNs >= 1_000_000_000L, () -> "asked again after " + pauseNs + "ns");
    }
  }

  private static RestException refusal(CompletableFuture<?> asked) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> asked.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(RestException.class, failed.getCause());
  }

  /** One fault on one venue, from the first connect to the last Close. */
  private static final class Run {

    private final VenueFixture venue;
    private final Fault fault;
    private final Notes notes;
    private final HurriedDialect dialect;
    private final StreamId struck;

    /** What the struck stream went through, as somebody saw it who looked now and then. */
    private final Set<Phase> phases = EnumSet.noneOf(Phase.class);

    Run(VenueFixture venue, Fault fault) {
      this.venue = venue;
      this.fault = fault;
      this.notes = new Notes(venue.mapping());
      this.dialect = new HurriedDialect(venue.dialect(), Duration.ofSeconds(4));
      this.struck = venue.main();
    }

    Object call() throws Exception {
      try (Simulator simulator =
          Simulator.start(
              venue
                  .market(fault.plan.replace("MAIN", struck.toString()) + ",seed=7")
                  .rate(RATE)
                  .messages(fault.ms * RATE / 1000)
                  .startAfter(Duration.ofSeconds(1))
                  .build())) {
        Feed feed = feed(URI.create(simulator.websocketUrl()));
        feed.attach(notes, venue.streams());
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  feed.status().streams().stream()
                      .filter(stream -> stream.stream().equals(struck))
                      .forEach(stream -> phases.add(stream.phase()));
                  return simulator.stats().isFinished();
                });
        feed.close().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertLossIsAccountedFor(simulator.ledger());
        assertOthersDidNotNotice(simulator.ledger(), feed);
        assertBackInTime(simulator.ledger());
        assertParticulars(simulator, feed);
      }
      return fault;
    }

    private Feed feed(URI url) {
      FeedOptions options =
          new FeedOptions(
                  url,
                  StalenessPolicy.after(Duration.ofMillis(900))
                      .withFirstAskAgain(Duration.ofMillis(200)),
                  FeedOptions.DEFAULT_DETACH_GRACE,
                  Duration.ofSeconds(10))
              .withStreamsPerConnection(2)
              .withLines(fault.lines);
      return new Feed(
          dialect,
          venue.mapping(),
          options,
          LOOPS.loop(venue.venue()),
          LOOPS.resolver(),
          EpochNanoClock.system(),
          NanoClock.system(),
          (which, channel, cause, missing) -> {});
    }

    /** Of two lines only one is recorded where no id tells copies, and a change of it shows. */
    private boolean isExact(StreamId stream) {
      return fault.lines == 1 || venue.mapping().sequencing(stream.channel()) != Sequencing.NONE;
    }

    private Set<StreamId> streamsStruck() {
      return switch (fault.strikes) {
        case "stream" -> Set.of(struck);
        case "connection" -> Set.of(struck, new StreamId(venue.otherChannel(), struck.symbol()));
        default -> Set.copyOf(venue.streams());
      };
    }

    /** Recorded and missing are together what was made; the gap records name what is missing. */
    private void assertLossIsAccountedFor(Ledger ledger) {
      for (StreamId stream : streamsStruck()) {
        if (!isExact(stream)) {
          continue;
        }
        List<Long> recorded = notes.keys(stream);
        TreeSet<Long> distinct = new TreeSet<>(recorded);
        TreeSet<Long> sent = set(ledger.sent(stream).toArray());
        assertEquals(sent, distinct, () -> "what was sent is what was recorded: " + stream);
        if (fault.lines == 1 && !fault.is("shutdown-event")) {
          assertEquals(list(ledger.sent(stream).toArray()), recorded, () -> "as sent: " + stream);
        } else {
          assertEquals(distinct.size(), recorded.size(), () -> "recorded twice: " + stream);
        }
        if (!venue.provesHoles(stream.channel())) {
          continue;
        }
        TreeSet<Long> lost = set(ledger.produced(stream).toArray());
        lost.removeIf(id -> id < distinct.first() || distinct.contains(id));
        TreeSet<Long> missing = new TreeSet<>();
        for (RecordEvent.Gap gap : notes.gaps(stream)) {
          assertEquals(fault.cause, gap.cause(), () -> stream + " " + gap);
          LongStream.rangeClosed(gap.first(), gap.last()).forEach(missing::add);
        }
        assertEquals(lost, missing, () -> "gap records of " + stream);
        assertEquals(fault.losesNothing(), lost.isEmpty(), () -> "lost of " + stream + ": " + lost);
      }
    }

    private void assertOthersDidNotNotice(Ledger ledger, Feed feed) {
      for (StreamId stream : venue.streams()) {
        if (streamsStruck().contains(stream) || !isExact(stream)) {
          continue;
        }
        List<Long> recorded = notes.keys(stream);
        List<Long> made = fromFirst(ledger, stream, Set.copyOf(recorded));
        if (fault.lines == 1) {
          assertEquals(made, recorded, () -> "all of " + stream);
        } else {
          // Two lines are not at the same id: what the slower one fills comes late.
          assertEquals(sorted(made), sorted(recorded), () -> "all of " + stream);
        }
        assertEquals(List.of(), notes.gaps(stream));
        assertEquals(fault.lines, dialect.asked(stream), () -> "asked for once: " + stream);
        assertEquals(0, status(feed, stream).repeated());
        if (fault.lines == 1) {
          assertEquals(swapped(ledger, stream), status(feed, stream).reordered(), "of " + stream);
        }
      }
    }

    /** How many frames the venue itself sent behind later ones; ids of Upbit go back by design. */
    private long swapped(Ledger ledger, StreamId stream) {
      Sequencing sequencing = venue.mapping().sequencing(stream.channel());
      Continuity continuity = new Continuity(sequencing);
      return LongStream.of(ledger.sent(stream).toArray())
          .filter(id -> continuity.next(id, id) == Continuity.Step.REORDERED)
          .count();
    }

    /** What the market made of a stream since the first frame of it that was recorded. */
    private static List<Long> fromFirst(Ledger ledger, StreamId stream, Set<Long> recorded) {
      List<Long> produced = list(ledger.produced(stream).toArray());
      assertTrue(produced.size() > 40 && !recorded.isEmpty(), () -> "nothing of " + stream);
      return produced.stream().dropWhile(id -> !recorded.contains(id)).toList();
    }

    private void assertBackInTime(Ledger ledger) {
      for (StreamId stream : streamsStruck()) {
        Duration silence = notes.longestSilence(stream);
        assertTrue(
            silence.toMillis() <= fault.silentMs, () -> stream + " was silent for " + silence);
        long[] produced = ledger.produced(stream).toArray();
        long last = produced[produced.length - 1];
        assertTrue(notes.keys(stream).contains(last), () -> stream + " did not come back");
      }
    }

    /** What this fault does besides. */
    private void assertParticulars(Simulator simulator, Feed feed) {
      Ledger ledger = simulator.ledger();
      StreamStatus status = status(feed, struck);
      long doubled = ledger.sent(struck).count() - set(ledger.sent(struck).toArray()).size();
      if (fault.is("double")) {
        assertTrue(doubled > 2, "doubled " + doubled);
        assertEquals(doubled, status.repeated());
      } else if (fault.is("reorder")) {
        assertTrue(status.reordered() > 2, "reordered " + status.reordered());
        assertEquals(swapped(ledger, struck), status.reordered());
        assertEquals(0, status.gaps());
      } else if (fault.is("garbage")) {
        assertEquals(
            sorted(ledger.sent(StreamId.NONE).toArray()), sorted(notes.keys(StreamId.NONE)));
        assertTrue(feed.status().unrecognised() > 2);
      } else if (fault.plan.contains(",refuse@300ms+2s/")) {
        assertTrue(phases.contains(Phase.REFUSED), phases::toString);
        assertRetriedAlone();
      } else if (fault.plan.contains("ack-silent")) {
        assertTrue(phases.contains(Phase.STALE), phases::toString);
        assertRetriedAlone();
      } else if (fault.is("shutdown-event")) {
        assertEquals(3, simulator.stats().accepted(), "replaced before the end");
      } else if (fault.plan.contains("418")) {
        assertEquals(1, refusals(simulator, 418), "a banned address keeps still");
      }
    }

    /** The neighbour on the same connection is back long before. */
    private void assertRetriedAlone() {
      StreamId neighbour = new StreamId(venue.otherChannel(), struck.symbol());
      assertTrue(
          dialect.replacesRequests() || dialect.asked(struck) > dialect.asked(neighbour),
          "asked for by itself");
      long beforeMs = notes.longestSilence(neighbour).toMillis();
      long struckMs = notes.longestSilence(struck).toMillis();
      assertTrue(beforeMs < struckMs - 300, beforeMs + "ms and " + struckMs + "ms");
    }

    private static long refusals(Simulator simulator, int status) {
      return simulator.requests().stream().filter(asked -> asked.status() == status).count();
    }

    private static StreamStatus status(Feed feed, StreamId id) {
      return feed.status().streams().stream()
          .filter(stream -> stream.stream().equals(id))
          .findFirst()
          .orElseThrow();
    }

    private static List<Long> sorted(long[] keys) {
      return LongStream.of(keys).sorted().boxed().toList();
    }

    private static List<Long> sorted(List<Long> keys) {
      return keys.stream().sorted().toList();
    }

    private static List<Long> list(long[] keys) {
      return LongStream.of(keys).boxed().toList();
    }

    private static TreeSet<Long> set(long[] keys) {
      return new TreeSet<>(list(keys));
    }
  }
}
