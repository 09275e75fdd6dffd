package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.daemon.FinalStatistics;
import dev.caravan.journal.FaultyFiles;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.JournalStatus;
import dev.caravan.journal.SegmentFile;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.CaptureRoute;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.testing.SmallDisk;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.LedgerVerdict;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a full disk costs is recorded to the frame, and nothing else is lost or harmed. */
class FullDiskTest {

  private static final int RATE = 4_000;
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final long MIB = 1 << 20;

  @TempDir Path temp;

  /** With a reserve that is reached first, and with almost none, so that the system refuses. */
  @ParameterizedTest
  @CsvSource({"8MiB,7", "4KiB,0"})
  void shouldExplainTheHoleOfARealFullDiskExactly(String reserve, int freeMib) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), 48);
        Simulator simulator = simulator()) {
      Path data = disk.folder().resolve("data");
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.disk.reserve", reserve);
      set.put("caravan.venues.binance-spot.rest-url", simulator.restUrl());
      set.put("caravan.journal.rotate-size", "1MiB");
      set.put("caravan.watch.open-after", "100ms");
      Daemon daemon = Daemons.start(data, set);
      FinalStatistics statistics;
      try {
        awaitWritten(daemon, RATE / 2);

        disk.leave(freeMib * MIB);
        awaitNotKept(daemon, RATE / 4);
        assertSaid(daemon);
        disk.leave(0);
        awaitNotKept(daemon, RATE / 2);
        assertTrue(status(daemon).inFlightBytes() < 4 * MIB, "reading goes on");

        disk.free();
        await("writes again").atMost(WITHIN).until(() -> !status(daemon).isPaused());
        awaitWritten(daemon, status(daemon).recordsWritten() + RATE / 4);
        await("its trades are fetched").atMost(WITHIN).until(() -> areBackfilled(data));
      } finally {
        statistics = daemon.stop();
      }
      assertEquals(0, statistics.lost(), statistics::sentence);
      assertTrue(statistics.sentence().contains("not kept"), statistics::sentence);
      assertExplained(data, simulator);
      assertEquals(
          Set.of(SegmentFile.State.SEALED),
          new JournalDirectory(data, CaptureRoute.JOURNAL)
              .segments().stream().map(SegmentFile::state).collect(Collectors.toSet()));
    }
  }

  @Test
  void shouldExplainTheHoleOfALimitedFileStoreExactly() throws Exception {
    FaultyFiles disk = new FaultyFiles();
    try (Simulator simulator = simulator();
        CaptureRoute capture = CaptureRoute.into(temp).files(disk).start(simulator)) {
      await().atMost(WITHIN).until(() -> capture.journal().status().recordsWritten() > RATE / 4);
      for (int i = 1; i <= 3; i++) {
        long after = capture.journal().status().notKeptFrames() + RATE / 8;
        disk.leaveRoom(10_000);
        await("not kept")
            .atMost(WITHIN)
            .until(() -> capture.journal().status().notKeptFrames() > after);
        disk.leaveRoom(1L << 40);
        await("writes again").atMost(WITHIN).until(() -> !capture.journal().status().isPaused());
      }
      capture.stop();

      assertEquals(0, capture.journal().undurableRecords());
      assertExplained(temp, simulator);
    }
  }

  private static boolean areBackfilled(Path data) throws IOException {
    return Recordings.verify(data).streams().stream()
        .filter(stream -> stream.channel().equals("trade"))
        .allMatch(stream -> stream.missing() > 0 && stream.backfilled() == stream.missing());
  }

  /** Per stream, the frames that the ledger misses are those that gap records count. */
  private static void assertExplained(Path data, Simulator simulator) throws IOException {
    Verification found = new Verifier(Venues::mapping).verify(data, simulator.ledger());
    assertEquals(List.of(), found.damage());
    LedgerVerdict ledger = found.ledger().orElseThrow();
    assertEquals(0, ledger.doubled(), ledger::toString);
    assertEquals(0, ledger.unexpected(), ledger::toString);
    assertTrue(ledger.missing() > RATE / 8, "something was not kept");
    for (StreamResult stream : found.streams()) {
      LedgerVerdict.Stream said =
          ledger.streams().stream()
              .filter(each -> each.channel().equals(stream.channel()))
              .filter(each -> each.symbol().equals(stream.symbol()))
              .findFirst()
              .orElseThrow();
      assertTrue(said.missing() > 0, stream::toString);
      assertEquals(said.missing(), stream.notKept(), stream::toString);
      List<StreamGap> gaps =
          found.gaps().stream()
              .filter(gap -> gap.channel().equals(stream.channel()))
              .filter(gap -> gap.symbol().equals(stream.symbol()))
              .toList();
      assertEquals(
          Set.of("disk-full"), gaps.stream().map(StreamGap::cause).collect(Collectors.toSet()));
      if (stream.channel().equals("trade") || stream.channel().equals("bookTicker")) {
        assertEquals(said.missing(), gaps.stream().mapToLong(StreamGap::missing).sum());
      }
    }
    assertEquals(Verification.Result.GAPS, found.result());
  }

  private static void assertSaid(Daemon daemon) throws Exception {
    await("the check is down")
        .atMost(WITHIN)
        .until(() -> Daemons.get(daemon, "/health/ready").body().contains("counted and not kept"));
    assertEquals(503, Daemons.get(daemon, "/health/ready").statusCode());
    String metrics = Daemons.get(daemon, "/metrics").body();
    assertTrue(metrics.contains("caravan_not_kept_frames_total{venue=\"binance-spot\"}"), metrics);
    assertTrue(metrics.contains("caravan_disk_full_hours"), metrics);
  }

  private static void awaitWritten(Daemon daemon, long records) {
    await("written").atMost(WITHIN).until(() -> status(daemon).recordsWritten() > records);
  }

  private static void awaitNotKept(Daemon daemon, long frames) {
    long after = status(daemon).notKeptFrames() + frames;
    await("not kept").atMost(WITHIN).until(() -> status(daemon).notKeptFrames() > after);
  }

  private static JournalStatus status(Daemon daemon) {
    return daemon.journals().status().get(0);
  }

  private static Simulator simulator() throws IOException {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("2")
            .channels("depth@100ms", "trade", "bookTicker")
            .rate(RATE)
            .build());
  }
}
