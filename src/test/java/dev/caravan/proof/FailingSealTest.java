package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.journal.Journal;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment that cannot be sealed is told with its reason, and sealed once it can be. */
class FailingSealTest {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  @TempDir Path temp;

  @Test
  void shouldNameWhyASegmentIsNotSealedAndSealItOnceThatIsOver() throws Exception {
    Path data = temp.resolve("data");
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("1")
                .channels("trade")
                .rate(200)
                .build())) {
      Daemon daemon = Daemons.start(data, Daemons.recording(simulator));
      try {
        Daemons.awaitReceived(daemon, 50);
        Journal journal = daemon.journals().all().get(0);
        await().atMost(WITHIN).until(() -> !journal.status().openSegment().isEmpty());
        Path plain =
            data.resolve("journal/raw/binance-spot").resolve(journal.status().openSegment());
        Path inTheWay =
            Files.createDirectory(plain.resolveSibling(plain.getFileName() + ".zst.part"));
        Path content = Files.createFile(inTheWay.resolve("in-the-way"));

        journal.rotate();

        await("the check is down")
            .atMost(WITHIN)
            .until(() -> ready(daemon).contains(plain.getFileName() + " is not sealed after"));
        assertTrue(Files.exists(plain));

        Files.delete(content);
        Files.delete(inTheWay);
        await("it is sealed").atMost(WITHIN).until(() -> journal.unsealed().isEmpty());
        await("the check is up").atMost(WITHIN).until(() -> !ready(daemon).contains("not sealed"));
      } finally {
        daemon.stop();
      }
      assertEquals(0, Recordings.assertExact(data, simulator.ledger()).gaps().size());
    }
  }

  private static String ready(Daemon daemon) throws Exception {
    return Daemons.get(daemon, "/health/ready").body();
  }
}
