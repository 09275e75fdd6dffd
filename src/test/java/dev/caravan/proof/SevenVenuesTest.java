package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.Incident;
import dev.caravan.incident.IncidentLog;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Sequencing;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.ledger.Ledger;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorStats;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.SimulatedVenues;
import dev.caravan.venue.Venues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All venues in one process, at any time each with another trouble: what was sent is recorded, and
 * what is missing, which connection ended and what became an incident is explained by the trouble
 * that the venue itself had then, never by another's.
 *
 * <p>Long forms of one minute and of half an hour: {@code mvn -Plong test -Dtest=SevenVenuesTest}.
 */
class SevenVenuesTest {

  private static final Set<String> ENDS = Set.of("stale", "backoff", "closed", "connecting");

  /** More than five rounds; none ends with what is noticed late. */
  private static final int TURNS = 5 * Trouble.ALL.size() + 3;

  @TempDir Path data;

  private final List<String> venues = List.copyOf(Venues.names());
  private final Map<String, Simulator> simulators = new TreeMap<>();

  /** Of each venue, when its market had not started yet for the last time. */
  private final Map<String, Instant> waited = new ConcurrentHashMap<>();

  /** And when it was first seen that it had. */
  private final Map<String, Instant> started = new ConcurrentHashMap<>();

  /** How late the busiest market made a frame, in milliseconds: as late is all else here. */
  private final LongAccumulator late = new LongAccumulator(Math::max, 0);

  private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Instant> finished = new HashMap<>();

  /** Of each venue's feed, when all its streams received and when its market had ended. */
  private final Map<String, FeedStatus> begun = new HashMap<>();

  private final Map<String, FeedStatus> ended = new HashMap<>();

  @AfterEach
  void stopSimulators() throws Exception {
    looking.shutdownNow();
    for (Simulator each : simulators.values()) {
      each.close();
    }
  }

  @Test
  void shouldKeepTheTroublesOfSevenVenuesApart() throws Exception {
    record(Turns.of(Trouble.SHORT, 3, Duration.ofMillis(1_500)), 300);
  }

  @Test
  @Tag("long")
  @Timeout(600)
  void shouldKeepTheTroublesOfSevenVenuesApartForAMinute() throws Exception {
    record(Turns.of(Trouble.SHORT, Trouble.SHORT.size(), Duration.ofMillis(8_400)), 300);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void shouldKeepTheTroublesOfSevenVenuesApartForHalfAnHour() throws Exception {
    record(Turns.of(Trouble.ALL, TURNS, Duration.ofMillis(28_500)), 100);
  }

  private void record(Turns turns, int rate) throws Exception {
    for (String venue : venues) {
      simulators.put(
          venue,
          Simulator.start(
              OwnAddress.simulator(SimulatedVenues.of(venue))
                  .symbols("2")
                  .rate(rate)
                  .messages(turns.total().toMillis() * rate / 1000)
                  .faults(turns.plan(venues.indexOf(venue)))
                  .build()));
    }
    looking.scheduleAtFixedRate(this::look, 0, 20, TimeUnit.MILLISECONDS);
    Daemon daemon =
        Daemons.start(data, settings(), new FolderRouteSource(Daemons.ROUTES, file -> true));
    try {
      watch(daemon, turns.total().multipliedBy(2).plusSeconds(60));
    } finally {
      daemon.stop();
    }
    for (String venue : venues) {
      assertOwnTroublesOnly(venue, turns);
    }
    Turns asPlayed = turns.showingBehind(Duration.ofMillis(2 * late.get()));
    List<String> unexplained = new ArrayList<>();
    explainRecords(asPlayed, unexplained);
    explainIncidents(asPlayed, unexplained);
    assertEquals(
        List.of(),
        unexplained,
        "what no trouble of the venue itself explains, late=" + late + "ms");
  }

  private void look() {
    simulators.forEach(
        (venue, simulator) -> {
          Instant now = Instant.now();
          SimulatorStats stats = simulator.stats();
          late.accumulate(stats.behindMs());
          if (stats.isStarted()) {
            started.putIfAbsent(venue, Instant.now());
          } else {
            waited.put(venue, now);
          }
        });
  }

  /** Returns when all markets have ended; notes when they did, and how the feeds were. */
  private void watch(Daemon daemon, Duration limit) {
    await("the end of all markets")
        .atMost(limit)
        .until(
            () -> {
              for (FeedStatus feed : daemon.feeds()) {
                String venue = feed.venue();
                if (isWhole(feed)) {
                  begun.putIfAbsent(venue, feed);
                }
                if (simulators.get(venue).stats().isFinished()) {
                  finished.putIfAbsent(venue, Instant.now());
                  ended.put(venue, feed);
                }
              }
              return finished.keySet().equals(simulators.keySet());
            });
    assertEquals(simulators.keySet(), begun.keySet(), "all streams of each received at some time");
  }

  private void assertOwnTroublesOnly(String venue, Turns turns) throws Exception {
    Simulator simulator = simulators.get(venue);
    Ledger ledger = simulator.ledger();
    assertEquals(venue, ledger.venue());
    Recordings.assertExact(data, ledger);
    int connections = begun.get(venue).connections().size();
    int ends = turns.of(venues.indexOf(venue)).mapToInt(Trouble::ends).sum();
    int accepted = simulator.stats().accepted();
    assertEquals(connections * (1 + ends), accepted, venue + ": connections");
    assertEquals(
        has(turns, venue, "garbage"), ended.get(venue).unrecognised() > 0, venue + ": garbage");
    assertEquals(
        has(turns, venue, "double"),
        simulator.streams().stream()
            .map(stream -> ledger.sent(stream.id()).toArray())
            .anyMatch(keys -> LongStream.of(keys).distinct().count() < keys.length),
        venue + ": doubled frames");
  }

  private boolean has(Turns turns, String venue, String fault) {
    return turns.of(venues.indexOf(venue)).anyMatch(each -> each.faults().startsWith(fault));
  }

  private void explainRecords(Turns turns, List<String> unexplained) throws Exception {
    Map<String, Integer> holes = new HashMap<>();
    try (RecordSource source =
        RecordSource.open(data, RecordFilter.ALL, problem -> unexplained.add(problem.toString()))) {
      while (source.next()) {
        String venue = source.venue();
        if (source.record() instanceof ParsedRecord.Event event) {
          if (event.event() instanceof RecordEvent.Gap gap) {
            holes.merge(venue, 1, Integer::sum);
            explain(
                turns,
                venue,
                gap.detectedAtNs(),
                trouble -> trouble.gapCauses().contains(gap.cause()),
                event,
                unexplained);
          } else if (event.event() instanceof RecordEvent.State state
              && ENDS.contains(state.to())
              && isDuring(venue, event.receiveTimeNs())) {
            explain(
                turns,
                venue,
                event.receiveTimeNs(),
                Trouble::breaksConnections,
                event,
                unexplained);
          }
        }
      }
    }
    for (String venue : venues) {
      boolean loses = has(turns, venue, "gap") || has(turns, venue, "drop");
      assertTrue(
          !provesHoles(venue) || !loses || holes.containsKey(venue), venue + ": holes " + holes);
    }
  }

  private void explainIncidents(Turns turns, List<String> unexplained) throws Exception {
    try (IncidentLog log = IncidentLog.in(data.resolve("incidents"), EpochNanoClock.system())) {
      for (Incident incident : log.recent(IncidentLog.MAX_INCIDENTS)) {
        String venue = incident.key().substring(incident.key().indexOf('/') + 1);
        if (simulators.containsKey(venue)
            && !turns.explain(
                venues.indexOf(venue),
                waited.get(venue),
                incident.openedAt(),
                Trouble::breaksConnections)) {
          unexplained.add(incident.toString());
        }
      }
    }
  }

  private void explain(
      Turns turns,
      String venue,
      long seenNs,
      Predicate<Trouble> such,
      ParsedRecord.Event event,
      List<String> unexplained) {
    if (!turns.explain(venues.indexOf(venue), waited.get(venue), instant(seenNs), such)) {
      unexplained.add(venue + " " + instant(seenNs) + " " + event);
    }
  }

  private boolean isDuring(String venue, long timeNs) {
    return instant(timeNs).isAfter(started.get(venue))
        && instant(timeNs).isBefore(finished.get(venue));
  }

  private boolean provesHoles(String venue) {
    Mapping mapping = Venues.mapping(venue);
    return simulators.get(venue).streams().stream()
        .map(MarketStream::id)
        .anyMatch(id -> mapping.sequencing(id.channel()) == Sequencing.CONTIGUOUS);
  }

  private static Instant instant(long epochNs) {
    return Instant.ofEpochSecond(epochNs / 1_000_000_000L, epochNs % 1_000_000_000L);
  }

  private static boolean isWhole(FeedStatus feed) {
    return !feed.streams().isEmpty() && feed.count(Phase.RECEIVING) == feed.streams().size();
  }

  private Map<String, String> settings() {
    Map<String, String> set = new HashMap<>();
    simulators.forEach((venue, each) -> set.putAll(Daemons.recording(each, venue)));
    set.put("caravan.venues", String.join(",", simulators.keySet()));
    set.put("caravan.journal.rotate-size", "16MiB");
    set.put("caravan.watch.open-after", "1s");
    set.put("caravan.watch.close-after", "1s");
    // These two look back over many turns; what they say fits no single one.
    set.put("caravan.watch.gaps", "1000000");
    set.put("caravan.watch.rate-drop", "0");
    return set;
  }
}
