package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.ledger.Ledger;
import dev.caravan.merge.MergeReport;
import dev.caravan.merge.Merger;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.CaptureRoute;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade without a hole: the new recorder begins beside the old one, which then stops. */
class UpgradeMergeTest {

  private static final int ENOUGH = 1_000;
  private static final int RATE = 2_000;
  private static final Duration WITHIN = Duration.ofSeconds(30);

  @TempDir Path temp;

  @Test
  void shouldLoseNothingAndDoubleNothingOfWhatOldAndNewRecorderWereSent() throws Exception {
    Path old = temp.resolve("old");
    Path young = temp.resolve("young");
    Path merged = temp.resolve("merged");
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT")
                .channels("trade", "depth@100ms", "bookTicker", "kline_1m")
                .rate(RATE)
                .faults("drop=0.01@0s+60s#1,seed=5")
                .build())) {
      try (CaptureRoute before = CaptureRoute.into(old).start(simulator)) {
        await().atMost(WITHIN).until(() -> before.received() > ENOUGH);
        try (CaptureRoute after = CaptureRoute.into(young).start(simulator)) {
          await().atMost(WITHIN).until(() -> after.received() > ENOUGH);
          before.stop();
          long then = after.received();
          await().atMost(WITHIN).until(() -> after.received() > then + ENOUGH);
          after.stop();
        }
      }
      Ledger ledger = simulator.ledger();
      assertFalse(isExact(old, ledger), "the old recorder alone has everything");
      assertFalse(isExact(young, ledger), "the new recorder alone has everything");

      MergeReport report =
          new Merger(Venues::mapping, "test", old, young, merged, false)
              .merge(Optional.empty(), Instant.now(), (what, records, total) -> {});

      Recordings.assertExact(merged, ledger);
      MergeReport.Source ofOld = report.venues().get(0).sources().get(0);
      assertTrue(ofOld.filledGaps() > 0, "nothing that the old one lost came from the new one");
      assertTrue(report.venues().get(0).sources().get(1).copies() > 0, "nothing was in both");
      assertEquals(missingBefore(old, young), Recordings.verify(merged).missing());
    }
  }

  private static boolean isExact(Path data, Ledger ledger) throws Exception {
    return new Verifier(Venues::mapping).verify(data, ledger).ledger().orElseThrow().isExact();
  }

  /** What the old one lost before the new one had begun; nobody can fill that. */
  private static long missingBefore(Path old, Path young) throws Exception {
    Verification of = Recordings.verify(young);
    return Recordings.verify(old).gaps().stream()
        .filter(
            gap ->
                of.streams().stream()
                    .filter(stream -> stream.channel().equals(gap.channel()))
                    .filter(stream -> stream.symbol().equals(gap.symbol()))
                    .anyMatch(stream -> stream.first() != null && gap.last() < stream.first()))
        .mapToLong(gap -> gap.missing())
        .sum();
  }
}
