package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.record.FrameBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path data;

  private JournalOptions options() {
    return JournalOptions.of(data, "raw/binance-spot", "caravan test");
  }

  @Test
  void shouldWriteEverythingBeforeItIsClosed() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      List<String> frames = Recorded.numbered(1, 5_000);
      fixture.append(frames);

      assertEquals(frames, fixture.closeAndRead());
      assertEquals(Duration.ZERO, fixture.journal.status().unsyncedAge());
      assertEquals(0, fixture.journal.status().inFlightBytes());
      assertEquals(1, fixture.heard("rotated 000001-"));
      List<String> log = fixture.files.log();
      assertTrue(log.get(log.size() - 2).startsWith("force 000001-"), log::toString);
    }
  }

  @Test
  void shouldRefuseAppendsOnlyAfterClose() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.journal.append(new FrameBatch());
      fixture.journal.close();
      fixture.journal.close();

      assertThrows(IllegalStateException.class, () -> fixture.journal.append(Bursts.batch("[1]")));
      assertThrows(IllegalStateException.class, fixture.journal::rotate);
      assertEquals(List.of(), fixture.directory.segments());
    }
  }

  @Test
  void shouldSyncTheFolderOfANewSegmentAndItsHeaderFirst() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);

      List<String> log = fixture.files.log();
      assertEquals(
          List.of(
              "create 000001-2026-11-20T12-30-00.000Z.jsonl",
              "write 000001-2026-11-20T12-30-00.000Z.jsonl",
              "force 000001-2026-11-20T12-30-00.000Z.jsonl",
              "sync-folder binance-spot",
              "write 000001-2026-11-20T12-30-00.000Z.jsonl"),
          log);
      assertEquals("000001-2026-11-20T12-30-00.000Z.jsonl", fixture.journal.status().openSegment());
    }
  }

  @Test
  void shouldSyncOnceWithinTheIntervalAndOnlyWhenSomethingWaits() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 3));
      fixture.untilWritten(3);
      long forcesForHeader = fixture.files.count("force ");

      fixture.advance(Duration.ofMillis(900));
      assertEquals(Duration.ofMillis(900), fixture.journal.status().unsyncedAge());
      fixture.advance(Duration.ofMillis(100));
      JournalFixture.until(() -> fixture.journal.status().unsyncedAge().isZero());
      assertEquals(forcesForHeader + 1, fixture.files.count("force "));

      fixture.advance(Duration.ofMinutes(5));
      fixture.append(Recorded.numbered(4, 4));
      fixture.untilWritten(4);
      assertEquals(forcesForHeader + 1, fixture.files.count("force "));
    }
  }

  @Test
  void shouldSyncEarlyWhenMuchIsUnsynced() throws IOException {
    try (JournalFixture fixture =
        new JournalFixture(options().withSync(Duration.ofHours(1), 10_000))) {
      String frame = "[\"" + "x".repeat(6_000) + "\"]";
      fixture.append(List.of(frame));
      fixture.untilWritten(1);
      assertEquals(1, fixture.files.count("force "));

      fixture.append(List.of(frame));

      JournalFixture.until(() -> fixture.files.count("force ") == 2);
      JournalFixture.until(() -> fixture.journal.status().unsyncedAge().isZero());
    }
  }

  @Test
  void shouldCountTheAgeOfWhatWaitsForTheDisk() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.files.stallWrites();
      fixture.append(Recorded.numbered(1, 2));
      fixture.advance(Duration.ofSeconds(3));

      JournalStatus status = fixture.journal.status();

      assertEquals(Duration.ofSeconds(3), status.unsyncedAge());
      assertTrue(status.inFlightBytes() > 0);
      fixture.files.release();
      assertEquals(Recorded.numbered(1, 2), fixture.closeAndRead());
    }
  }

  @Test
  void shouldStillBeUnsyncedWhileTheSyncRuns() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.stallForces();

      fixture.advance(Duration.ofSeconds(7));

      assertEquals(Duration.ofSeconds(7), fixture.journal.status().unsyncedAge());
      fixture.files.release();
      JournalFixture.until(() -> fixture.journal.status().unsyncedAge().isZero());
    }
  }

  @Test
  void shouldPauseFeedsAboveTheLimitAndResumeThemBelowHalf() throws IOException {
    try (JournalFixture fixture = new JournalFixture(options().withMaxInFlight(10_000))) {
      RecordingFlow flow = new RecordingFlow();
      String frame = "[\"" + "x".repeat(1_000) + "\"]";
      fixture.files.stallWrites();
      for (int i = 0; i < 8; i++) {
        fixture.append(flow, frame);
      }
      assertEquals(0, flow.pauses());

      fixture.append(flow, frame);
      fixture.append(flow, frame);
      assertEquals(1, flow.pauses());
      assertTrue(flow.isPaused());

      fixture.files.release();
      fixture.untilWritten(10);
      JournalFixture.until(() -> !flow.isPaused());
      assertEquals(10, fixture.closeAndRead().size());
    }
  }

  @Test
  void shouldResumeFeedsAlsoWhereTheLimitIsAByte() throws IOException {
    try (JournalFixture fixture = new JournalFixture(options().withMaxInFlight(1))) {
      RecordingFlow flow = new RecordingFlow();

      fixture.append(flow, "{\"a\":1}");

      assertEquals(1, flow.pauses());
      fixture.untilWritten(1);
      JournalFixture.until(() -> !flow.isPaused());
    }
  }

  @Test
  void shouldRotateBySize() throws IOException {
    try (JournalFixture fixture =
        new JournalFixture(options().withRotation(Duration.ofHours(1), 2_000))) {
      List<String> frames = Recorded.numbered(1, 100);
      fixture.append(frames);

      assertEquals(frames, fixture.closeAndRead());
      List<SegmentFile> segments = fixture.directory.segments();
      assertTrue(segments.size() >= 5, segments::toString);
      for (SegmentFile segment : segments) {
        Path plain = segment.plain().orElseThrow();
        assertTrue(Files.size(plain) < 2_300);
        List<String> log =
            fixture.files.log().stream()
                .filter(line -> line.endsWith(segment.name() + ".jsonl"))
                .toList();
        assertTrue(log.get(log.size() - 1).startsWith("close"), log::toString);
        assertTrue(log.get(log.size() - 2).startsWith("force"), log::toString);
      }
      assertEquals(segments.size(), fixture.heard("rotated"));
      assertEquals(segments.size(), fixture.journal.status().segments());
    }
  }

  @Test
  void shouldRotateAtTheUtcBoundaryAlsoWhenNothingArrives() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);

      fixture.advance(Duration.ofMinutes(29));
      fixture.append(Recorded.numbered(2, 2));
      fixture.untilWritten(2);
      assertEquals(0, fixture.heard("rotated"));
      fixture.advance(Duration.ofMinutes(1));
      JournalFixture.until(() -> fixture.heard("rotated 000001-") == 1);

      assertEquals("", fixture.journal.status().openSegment());
      assertEquals(1, fixture.journal.status().sealBacklog());
      fixture.advance(Duration.ofHours(3));
      fixture.append(Recorded.numbered(3, 3));
      fixture.untilWritten(3);
      assertEquals("000002-2026-11-20T16-00-00.000Z.jsonl", fixture.journal.status().openSegment());
      assertEquals(Recorded.numbered(1, 3), fixture.closeAndRead());
    }
  }

  @Test
  void shouldRotateOnRequestBehindAllThatWasAppended() throws Exception {
    try (JournalFixture fixture = new JournalFixture(data)) {
      assertEquals(Optional.empty(), fixture.journal.rotate().get(10, TimeUnit.SECONDS));
      fixture.append(Recorded.numbered(1, 50));

      Path rotated = fixture.journal.rotate().get(10, TimeUnit.SECONDS).orElseThrow();

      assertEquals(List.of(rotated), fixture.journal.unsealed());
      assertEquals(50, fixture.journal.status().recordsWritten());
      assertEquals(51, Files.readAllLines(rotated).size());
      assertEquals(Duration.ZERO, fixture.journal.status().unsyncedAge());
      Files.createFile(
          fixture.directory.manifest(
              SegmentName.parse(rotated.getFileName().toString()).orElseThrow()));
      assertEquals(0, fixture.journal.status().sealBacklog());
    }
  }

  @Test
  void shouldKeepTheOrderOfEachThread() throws Exception {
    try (JournalFixture fixture = new JournalFixture(data)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int from = t * 1_000;
        Thread thread = new Thread(() -> fixture.append(Recorded.numbered(from, from + 999)));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }

      List<String> frames = fixture.closeAndRead();

      assertEquals(4_000, frames.size());
      for (int t = 0; t < 4; t++) {
        List<String> own = Recorded.numbered(t * 1_000, t * 1_000 + 999);
        assertEquals(own, frames.stream().filter(own::contains).toList());
      }
    }
  }

  @Test
  void shouldKnowTheDigestOfASegmentThatNobodyChanged() throws Exception {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(List.of("{\"a\":1}", "{\"a\":2}"));
      Path first = fixture.journal.rotate().get(10, TimeUnit.SECONDS).orElseThrow();
      fixture.append(List.of("{\"a\":3}"));
      Path second = fixture.journal.rotate().get(10, TimeUnit.SECONDS).orElseThrow();
      byte[] content = Files.readAllBytes(first);
      String digest =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));

      assertEquals(Optional.of(digest), fixture.journal.rotated(first).flatMap(Rotated::sha256));
      assertTrue(Files.readString(second).contains("\"previousSha256\":\"" + digest + "\""));
      Files.setLastModifiedTime(first, FileTime.fromMillis(1));
      assertEquals(Optional.empty(), fixture.journal.rotated(first).flatMap(Rotated::sha256));
      assertEquals(Optional.empty(), fixture.journal.rotated(data.resolve("another")));
    }
  }

  @Test
  void shouldKnowTheChecksumOfWhatItEncodedAlsoBehindFailedWrites() throws Exception {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(List.of("{\"a\":1}"));
      fixture.untilWritten(1);
      fixture.files.shortenWrites(1);
      fixture.append(List.of("{\"a\":2}", "no json"));
      fixture.advanceUntil(Duration.ofMillis(50), () -> fixture.heard("recovered") == 1);
      Path plain = fixture.journal.rotate().get(10, TimeUnit.SECONDS).orElseThrow();
      CRC32 crc32 = new CRC32();
      crc32.update(Files.readAllBytes(plain));

      assertEquals(
          Optional.of(OptionalLong.of(crc32.getValue())),
          fixture.journal.rotated(plain).map(Rotated::encodedCrc32));
      Files.setLastModifiedTime(plain, FileTime.fromMillis(1));
      assertEquals(
          Optional.of(new Rotated(Optional.empty(), OptionalLong.of(crc32.getValue()))),
          fixture.journal.rotated(plain));
    }
  }

  @Test
  void shouldNotKnowTheChecksumOfASegmentThatWasCut() throws Exception {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 10));
      fixture.untilWritten(10);
      fixture.files.failForces(1);
      fixture.advanceUntil(Duration.ofSeconds(1), () -> fixture.heard("recovered") == 1);
      Path left = fixture.directory.segments().get(0).plain().orElseThrow();
      Path next = fixture.journal.rotate().get(10, TimeUnit.SECONDS).orElseThrow();

      Rotated cut = fixture.journal.rotated(left).orElseThrow();
      assertEquals(OptionalLong.empty(), cut.encodedCrc32());
      assertTrue(fixture.journal.rotated(next).orElseThrow().encodedCrc32().isPresent());
    }
  }

  @Test
  void shouldChainAlsoWhatWasHashedAheadOfTheRotation() throws Exception {
    JournalOptions options =
        JournalOptions.of(data, "raw/binance-spot", "caravan test")
            .withRotation(Duration.ofHours(1), 2_000)
            .withSync(Duration.ofMillis(1), 1);
    try (JournalFixture fixture = new JournalFixture(options)) {
      for (int i = 0; i < 200; i++) {
        fixture.append(List.of("{\"a\":" + i + "}"));
        fixture.untilWritten(i + 1);
      }

      assertEquals(200, fixture.closeAndRead().size()); // which follows the chain
    }
  }

  @Test
  void shouldBeginTheNextNumberAfterAnOrderlyStop() throws IOException {
    try (JournalFixture first = new JournalFixture(data)) {
      first.append(Recorded.numbered(1, 3));
    }

    try (JournalFixture second = new JournalFixture(data)) {
      assertEquals(1, second.journal.unsealed().size());
      assertEquals(3, second.journal.recovered().repaired().orElseThrow().keptRecords());
      second.append(Recorded.numbered(4, 6));
      second.untilWritten(3);
      assertTrue(second.journal.status().openSegment().startsWith("000002-"));
      assertEquals(Recorded.numbered(1, 6), second.closeAndRead());
    }
  }
}
