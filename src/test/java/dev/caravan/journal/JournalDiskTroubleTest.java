package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalDiskTroubleTest {
  private static final Duration STEP = Duration.ofMillis(50);

  @TempDir Path data;

  @Test
  void shouldCutAFailedWriteBackAndTryTheSameBytesAgain() throws IOException {
    String error = "Input/output error";
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 10));
      fixture.untilWritten(10);
      fixture.files.failWrites(4, error);
      fixture.append(Recorded.numbered(11, 20));
      JournalFixture.until(() -> !fixture.journal.status().problem().isEmpty());
      assertTrue(fixture.journal.status().problem().contains(error));
      assertTrue(fixture.journal.status().problem().contains("kernel log"));

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals("", fixture.journal.status().problem());
      assertEquals(Recorded.numbered(1, 20), fixture.closeAndRead());
      assertEquals(1, fixture.heard("trouble"));
      assertEquals(4, fixture.files.count("write-failed"));
      assertEquals(4, fixture.files.count("truncate"));
      assertEquals(1, fixture.directory.segments().size());
    }
  }

  @Test
  void shouldCutAShortWriteBack() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.shortenWrites(2);
      fixture.append(Recorded.numbered(2, 9));

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(2, fixture.files.count("write-short"));
      assertEquals(Recorded.numbered(1, 9), fixture.closeAndRead());
    }
  }

  @Test
  void shouldGoOnWhenAlsoTheCutFails() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.failTruncates(3);
      fixture.files.failWrites(1, "Input/output error");
      fixture.append(Recorded.numbered(2, 5));

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(Recorded.numbered(1, 5), fixture.closeAndRead());
    }
  }

  @Test
  void shouldCutBackABatchOfSeveralWrites() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      String large = "[\"" + "x".repeat(3 << 20) + "\"]";
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.failWrites(1, "No space left on device");
      fixture.journal.append(Bursts.batch("[2]", large, "[3]", large, "[4]"));

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(List.of("[1]", "[2]", large, "[3]", large, "[4]"), fixture.closeAndRead());
    }
  }

  @Test
  void shouldSyncEarlierBatchesWhileALaterOneFails() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.failWrites(1_000, "No space left on device");
      fixture.append(Recorded.numbered(2, 2));

      fixture.advanceUntil(STEP, () -> fixture.files.count("force ") == 2);

      fixture.files.failWrites(0, "");
      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);
      assertEquals(Recorded.numbered(1, 2), fixture.closeAndRead());
    }
  }

  @Test
  void shouldNotMakePartOfABatchDurable() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      String large = "[\"" + "x".repeat(1 << 20) + "\"]";
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      // The first part of the batch takes two writes; the second part fails for a while.
      fixture.files.failWritesAfter(2, 1_000, "No space left on device");
      fixture.journal.append(Bursts.batch("[2]", large, "[3]", large));
      fixture.advanceUntil(Duration.ofSeconds(2), () -> fixture.files.count("write-failed") >= 5);
      assertEquals(1, fixture.files.count("force "), "only the header");

      fixture.files.failWrites(0, "");
      fixture.files.failForces(1);
      fixture.advanceUntil(STEP, () -> fixture.files.count("force-failed") == 1);
      fixture.advanceUntil(STEP, () -> fixture.journal.status().problem().isEmpty());

      assertEquals(List.of("[1]", "[2]", large, "[3]", large), fixture.closeAndRead());
    }
  }

  @Test
  void shouldKeepTryingWhereASegmentCannotBeBegun() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.files.failCreates(3, "Input/output error");
      fixture.append(Recorded.numbered(1, 2));
      JournalFixture.until(() -> fixture.heard("trouble segment not begun") == 1);

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(Recorded.numbered(1, 2), fixture.closeAndRead());
    }
  }

  @Test
  void shouldLeaveNoFileWhoseHeaderFailed() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.files.failWrites(1, "Input/output error");
      fixture.files.failForces(1);
      fixture.append(Recorded.numbered(1, 2));

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(1, fixture.directory.segments().size());
      assertEquals(Recorded.numbered(1, 2), fixture.closeAndRead());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void shouldGiveANumberAgainOnceItsFirstFileCannotComeBack(int failingDeletes) throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.files.failForces(1);
      fixture.files.failDeletes(failingDeletes);
      fixture.append(Recorded.numbered(1, 2));
      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      List<String> names =
          fixture.files.log().stream()
              .filter(line -> line.matches("(create|delete|sync-folder) .*"))
              .map(line -> line.replaceFirst(" 000001-.*| binance-spot", ""))
              .toList();
      List<String> begun = names.subList(names.indexOf("create"), names.size());
      assertEquals(List.of("create", "delete", "sync-folder", "create", "sync-folder"), begun);
      assertEquals(1, fixture.directory.segments().size());
      assertEquals(Recorded.numbered(1, 2), fixture.closeAndRead());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void shouldWriteAgainWhatAFailedSyncMayHaveLost(int failures) throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 10));
      fixture.untilWritten(10);
      fixture.advance(Duration.ofSeconds(1));
      JournalFixture.until(() -> fixture.journal.status().unsyncedAge().isZero());
      fixture.append(Recorded.numbered(11, 20));
      fixture.untilWritten(20);

      fixture.files.failForces(failures);
      fixture.advance(Duration.ofSeconds(1));
      fixture.append(Recorded.numbered(21, 30));
      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);
      fixture.untilWritten(30);

      assertEquals(Recorded.numbered(1, 30), fixture.closeAndRead());
      assertEquals(0, fixture.files.count("force-after-failure"));
      assertEquals(1, fixture.heard("trouble segment sync failed"));
      assertEquals(1, fixture.heard("rotated 000001-"));
    }
  }

  @Test
  void shouldSurviveASyncThatFailsAtClose() throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 10));
      fixture.untilWritten(10);
      fixture.files.failForces(1);

      assertEquals(Recorded.numbered(1, 10), fixture.closeAndRead());
      assertEquals(0, fixture.files.count("force-after-failure"));
      assertEquals(2, fixture.heard("rotated"));
    }
  }

  @Test
  void shouldGiveUpAtCloseWhenTheDiskStaysDead() throws Exception {
    JournalOptions options =
        JournalOptions.of(data, "raw/binance-spot", "caravan test")
            .withCloseWithin(Duration.ofMillis(50));
    try (JournalFixture fixture = new JournalFixture(options)) {
      fixture.append(Recorded.numbered(1, 1));
      fixture.untilWritten(1);
      fixture.files.failWrites(1_000_000, "Input/output error");
      fixture.append(Recorded.numbered(2, 3));
      var rotated = fixture.journal.rotate();
      JournalFixture.until(() -> fixture.heard("trouble") == 1);

      fixture.journal.close();

      assertThrows(ExecutionException.class, () -> rotated.get(10, TimeUnit.SECONDS));
      assertFalse(fixture.journal.status().problem().isEmpty());
      assertEquals(3, fixture.journal.undurableRecords());
      assertEquals(Recorded.numbered(1, 1), Recorded.frames(fixture.directory));
      List<String> log = fixture.files.log();
      assertTrue(log.get(log.size() - 2).startsWith("force 000001-"), log::toString);
    }
  }

  @Test
  void shouldResumeFeedsAfterALongOutage() throws IOException {
    JournalOptions options =
        JournalOptions.of(data, "raw/binance-spot", "caravan test").withMaxInFlight(2_000);
    try (JournalFixture fixture = new JournalFixture(options)) {
      RecordingFlow flow = new RecordingFlow();
      fixture.files.failWrites(1_000_000, "Input/output error");
      for (String frame : Recorded.numbered(1, 100)) {
        fixture.append(flow, frame);
      }
      assertTrue(flow.isPaused());
      JournalFixture.until(() -> fixture.heard("trouble") == 1);

      fixture.files.failWrites(0, "");
      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      fixture.untilWritten(100);
      JournalFixture.until(() -> !flow.isPaused());
      assertEquals(Recorded.numbered(1, 100), fixture.closeAndRead());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Input/output error,kernel log",
    "Read-only file system,mount it writable",
    "Too many open files,LimitNOFILE",
    "Permission denied,give it back",
  })
  void shouldNameAFailingDiskAndLoseNothingUntilItWorksAgain(String error, String nextStep)
      throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 10));
      fixture.untilWritten(10);
      byte[] before = Files.readAllBytes(onlySegment(fixture));

      fixture.files.failEverything(error);
      fixture.append(Recorded.numbered(11, 20));
      fixture.advanceUntil(STEP, () -> fixture.journal.status().problem().contains(error));

      String problem = fixture.journal.status().problem();
      assertTrue(problem.contains(nextStep), problem);
      assertFalse(fixture.journal.status().isPaused(), "only a full disk costs frames");
      assertArrayEquals(before, Files.readAllBytes(onlySegment(fixture)));

      fixture.files.failEverything("");
      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals("", fixture.journal.status().problem());
      assertEquals(Recorded.numbered(1, 20), fixture.closeAndRead());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Too many open files", "Read-only file system"})
  void shouldBeginASegmentOnceThatIsPossible(String error) throws IOException {
    try (JournalFixture fixture = new JournalFixture(data)) {
      fixture.append(Recorded.numbered(1, 2));
      fixture.untilWritten(2);
      fixture.files.failCreates(3, error);
      fixture.advance(Duration.ofHours(1));
      fixture.append(Recorded.numbered(3, 4));
      JournalFixture.until(() -> fixture.heard("trouble segment not begun") == 1);

      fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

      assertEquals(Recorded.numbered(1, 4), fixture.closeAndRead());
      assertEquals(2, fixture.directory.segments().size());
    }
  }

  private static Path onlySegment(JournalFixture fixture) throws IOException {
    return fixture.directory.segments().get(0).content().orElseThrow();
  }
}
