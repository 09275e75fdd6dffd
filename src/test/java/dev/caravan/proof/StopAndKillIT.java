package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.LedgerVerdict;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, stopped and killed at random moments under load. */
class StopAndKillIT {

  private static final int RATE = 20_000;
  private static final long SEED = 20241108;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Four times {@code caravan.journal.batch-interval}, since a busy machine is late. */
  private static final long MARGIN_MS = 1_000;

  private static final String TORN = "{\"receiveTimeNs\":1795165200123456789,\"stream\":\"tra";

  @TempDir Path temp;

  @RepeatedTest(3)
  void shouldLoseAndDoubleNothingWhenTerminated(RepetitionInfo round) throws Exception {
    terminate(new Random(SEED + round.getCurrentRepetition()));
  }

  @Test
  void shouldKeepWhatWasReceivedBeforeAKillAndRecoverByItself() throws Exception {
    kill(3, new Random(SEED));
  }

  @Tag("long")
  @RepeatedTest(20)
  void shouldLoseAndDoubleNothingWhenTerminatedOften(RepetitionInfo round) throws Exception {
    terminate(new Random(2 * SEED + round.getCurrentRepetition()));
  }

  @Tag("long")
  @Test
  void shouldRecoverByItselfFromTwentyKills() throws Exception {
    kill(20, new Random(2 * SEED));
  }

  /** What the simulator sent before its own Close is in the files, once, and all is sealed. */
  private void terminate(Random random) throws Exception {
    Path data = temp.resolve("data");
    long atFrame = 1 + random.nextInt(2 * RATE);
    try (Simulator simulator = simulator();
        CaravanProcess daemon = CaravanProcess.run(temp, data, settings(simulator))) {
      await("frame " + atFrame)
          .atMost(WITHIN)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> simulator.stats().sent() >= atFrame);

      int exitCode = daemon.terminate().exitCode();

      assertEquals(0, exitCode, daemon::output);
      Recordings.assertExact(data, simulator.ledger());
      assertEquals(
          Set.of(SegmentFile.State.SEALED),
          segments(data).map(SegmentFile::state).collect(Collectors.toSet()));
    }
  }

  /**
   * Kills the daemon again and again on one data folder, and stops it politely in the end.
   *
   * <p>The rule: a frame is safe from a killed process once the batch interval is over and it is no
   * longer in flight. So the frames that a status counts must be in the files if the kill comes
   * {@link #MARGIN_MS} after that status, at a moment when nothing is in flight.
   */
  private void kill(int kills, Random random) throws Exception {
    Path data = temp.resolve("data");
    try (Simulator simulator = simulator()) {
      Map<String, String> set = settings(simulator);
      long framesBefore = 0;
      int torn = 0;
      for (int i = 0; i < kills; i++) {
        Set<Path> sealed;
        long received;
        try (CaravanProcess daemon = CaravanProcess.run(temp, data, set)) {
          long atFrame = 1 + random.nextInt(RATE);
          JsonNode then = daemon.awaitStatus(data, "frames", status -> frames(status) >= atFrame);
          received = frames(then);
          long notBefore = then.path("nowMs").asLong() + MARGIN_MS;
          daemon.awaitStatus(
              data,
              "a moment with nothing in flight",
              status -> status.path("nowMs").asLong() >= notBefore && inFlight(status) == 0);
          sealed = sealed(data);
          daemon.kill();
        }
        Verification killed = Recordings.verify(data);
        assertEquals(List.of(), killed.damage());
        long kept = killed.frames() - framesBefore;
        assertTrue(kept >= received, () -> "received=" + received + " kept=" + kept);
        assertTrue(sealed(data).containsAll(sealed), "sealed segments went away");
        framesBefore = killed.frames();
        torn += tear(data);
      }
      assertTrue(torn > 0, "no kill met an open segment");
      try (CaravanProcess daemon = CaravanProcess.run(temp, data, set)) {
        daemon.awaitStatus(data, "frames", status -> frames(status) > RATE / 2);
        assertEquals(0, daemon.terminate().exitCode(), daemon::output);
      }
      assertEquals(torn, quarantined(data), "every torn tail is in quarantine");
      assertRecovered(new Verifier(Venues::mapping).verify(data, simulator.ledger()), kills);
      assertEquals(
          Set.of(SegmentFile.State.SEALED),
          segments(data).map(SegmentFile::state).collect(Collectors.toSet()));
    }
  }

  /** Whole, nothing twice, nothing foreign; holes only where a killed process was away. */
  private static void assertRecovered(Verification verification, int kills) {
    assertEquals(List.of(), verification.damage());
    LedgerVerdict verdict = verification.ledger().orElseThrow();
    assertEquals(0, verdict.doubled(), verdict::toString);
    assertEquals(0, verdict.unexpected(), verdict::toString);
    for (StreamResult stream : verification.streams()) {
      assertTrue(stream.gaps() <= kills, () -> "a hole that no kill explains: " + stream);
    }
  }

  /**
   * A kill in the middle of a write leaves half a line; that moment is rare, so it is made. Right
   * behind a rotation there is no segment to leave one in.
   *
   * @return how many were torn, 0 or 1
   */
  private static int tear(Path data) throws IOException {
    Optional<Path> open =
        segments(data)
            .filter(segment -> segment.state() == SegmentFile.State.OPEN)
            .flatMap(segment -> segment.plain().stream())
            .findFirst();
    if (open.isEmpty()) {
      return 0;
    }
    Files.writeString(open.get(), TORN, StandardOpenOption.APPEND);
    return 1;
  }

  private static long quarantined(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(JournalDirectory.QUARANTINE))) {
      return files.filter(StopAndKillIT::endsTorn).count();
    }
  }

  private static boolean endsTorn(Path file) {
    try {
      return Files.readString(file).endsWith(TORN);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Simulator simulator() throws IOException {
    return Simulator.start(
        SimulatorOptions.of(new SimulatedBinanceSpot())
            .symbols("5")
            .channels("depth@100ms", "trade")
            .rate(RATE)
            .build());
  }

  private static Map<String, String> settings(Simulator simulator) {
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.journal.rotate-size", "1MiB");
    return set;
  }

  private static long frames(JsonNode status) {
    return status.path("totals").path("frames").asLong();
  }

  private static long inFlight(JsonNode status) {
    return status.path("journals").path(0).path("inFlightBytes").asLong(-1);
  }

  private static Stream<SegmentFile> segments(Path data) throws IOException {
    return new JournalDirectory(data, "raw/binance-spot").segments().stream();
  }

  private static Set<Path> sealed(Path data) throws IOException {
    return segments(data)
        .filter(segment -> segment.state() == SegmentFile.State.SEALED)
        .flatMap(segment -> segment.manifest().stream())
        .collect(Collectors.toSet());
  }
}
