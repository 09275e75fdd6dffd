package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.journal.Journal;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.testing.SaidLog;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A segment that cannot be sealed is told with its reason, and sealed once it can be. */
class FailingSealTest {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  @TempDir Path data;

  @Test
  void shouldNameWhyASegmentIsNotSealedAndSealItOnceThatIsOver() throws Exception {
    try (Simulator simulator = simulator()) {
      Daemon daemon = Daemons.start(data, Daemons.recording(simulator));
      try {
        Path segment = failToSeal(daemon);

        letSeal(segment);

        await("it is sealed").atMost(WITHIN).until(() -> !Files.exists(segment));
        await("the check is up").atMost(WITHIN).until(() -> !ready(daemon).contains("not sealed"));
      } finally {
        daemon.stop();
      }
      assertEquals(0, Recordings.assertExact(data, simulator.ledger()).gaps().size());
    }
  }

  @Test
  @Timeout(50) // a stop waits a minute for what is being sealed
  void shouldNotWaitAtAStopForASegmentThatCannotBeSealed() throws Exception {
    try (Simulator simulator = simulator()) {
      Daemon daemon = Daemons.start(data, Daemons.recording(simulator));
      Path segment = failToSeal(daemon);
      try (SaidLog log = SaidLog.of(Daemon.class)) {
        daemon.stop();

        List<String> left = log.lines("left for the next start");
        assertTrue(left.toString().contains(segment.getFileName() + " is not sealed"), "" + left);
      }

      letSeal(segment);
      Daemons.start(data, Daemons.recording(simulator)).stop();

      assertFalse(Files.exists(segment));
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  private static Simulator simulator() throws IOException {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("1")
            .channels("trade")
            .rate(200)
            .build());
  }

  /** Returns the segment in whose way something is, once that was told. */
  private Path failToSeal(Daemon daemon) throws IOException {
    Daemons.awaitReceived(daemon, 50);
    Journal journal = daemon.journals().all().get(0);
    await().atMost(WITHIN).until(() -> !journal.status().openSegment().isEmpty());
    Path segment = data.resolve("journal/raw/binance-spot").resolve(journal.status().openSegment());
    Files.createFile(Files.createDirectory(inTheWayOf(segment)).resolve("content"));

    journal.rotate();

    await("the check is down")
        .atMost(WITHIN)
        .until(() -> ready(daemon).contains(segment.getFileName() + " is not sealed after"));
    assertTrue(Files.exists(segment));
    return segment;
  }

  private static void letSeal(Path segment) throws IOException {
    Files.delete(inTheWayOf(segment).resolve("content"));
    Files.delete(inTheWayOf(segment));
  }

  private static Path inTheWayOf(Path segment) {
    return segment.resolveSibling(segment.getFileName() + ".zst.part");
  }

  private static String ready(Daemon daemon) throws Exception {
    return Daemons.get(daemon, "/health/ready").body();
  }
}
