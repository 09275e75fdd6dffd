package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.NOW;
import static dev.caravan.archive.ArchiveFixture.VENUE;
import static dev.caravan.archive.ArchiveFixture.archiveLines;
import static dev.caravan.archive.ArchiveFixture.consolidate;
import static dev.caravan.archive.ArchiveFixture.journalLines;
import static dev.caravan.archive.ArchiveFixture.outlook;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.TestJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  private static final long HOUR_NS = 3_600_000_000_000L;
  private static final LocalDate NEXT = DAY.plusDays(1);

  @TempDir Path data;

  private TestJournal journal;
  private ArchiveLayout layout;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
    layout = new ArchiveLayout(data);
  }

  @Test
  void shouldPurgeASegmentOnlyOnceEachOfItsDaysIsVerified() throws IOException {
    Path first = journal.begin().trades(1).seal();
    Path both = journal.begin().trades(2).later(20 * HOUR_NS).trades(3).seal();
    String manifest = Files.readString(journal.folder().manifest(TestJournal.segment(2)));
    SourcePurge purge = new SourcePurge(data);
    Map<StreamId, List<String>> lines = journalLines(data, NEXT);

    assertEquals(0, purge.purge(NOW).segments(), "nothing is consolidated yet");
    consolidate(data, DAY);
    assertEquals(1, purge.purge(NOW).segments());
    assertFalse(Files.exists(first));
    assertTrue(Files.exists(both), "it holds records of a day that is not consolidated");
    consolidate(data, NEXT);
    assertEquals(1, purge.purge(NOW).segments());

    assertFalse(Files.exists(both));
    Path file = journal.folder().manifest(TestJournal.segment(2));
    assertEquals(
        new Manifest.Purged(
            NOW.toString(),
            List.of(
                "archive/venue=test-venue/_days/2026-11-20.json",
                "archive/venue=test-venue/_days/2026-11-21.json")),
        ManifestFormat.read(file).purged());
    assertTrue(
        Files.readString(file).startsWith(manifest.substring(0, manifest.length() - 3)),
        "nothing else in it has changed");
    assertEquals(lines, archiveLines(data, NEXT));
    assertEquals(DayOutlook.State.DONE, outlook(data, DAY).state());
    assertEquals(DayOutlook.State.DONE, outlook(data, NEXT).state());
    assertEquals(0, purge.purge(NOW).segments(), "it was done before");
  }

  @Test
  void shouldPurgeNothingWhoseArchiveIsNotWhole() throws IOException {
    Path segment = journal.begin().trades(1).tickers(1).seal();
    consolidate(data, DAY);
    Path records = layout.records(new ArchivedStream(VENUE, TRADE, DAY));
    byte[] content = Files.readAllBytes(records);

    Files.write(records, new byte[content.length - 1]);
    assertEquals(0, new SourcePurge(data).purge(NOW).segments());
    Files.delete(records);
    assertEquals(0, new SourcePurge(data).purge(NOW).segments());
    assertTrue(Files.exists(segment));

    Files.write(records, content);
    assertEquals(1, new SourcePurge(data).purge(NOW).segments());
  }

  @Test
  void shouldPurgeNothingThatHoldsMoreThanRecords() throws IOException {
    journal.begin().trades(1).raw("no record\n").seal();
    assertEquals(1, consolidate(data, DAY).records());

    assertEquals(0, new SourcePurge(data).purge(NOW).segments());
  }

  @Test
  void shouldNeverSeemToHaveLostASegmentWhereverItIsKilled() throws IOException {
    journal.begin().trades(1).seal();
    journal.begin().trades(2).seal();
    consolidate(data, DAY);
    long steps = 0;
    boolean isDone = false;

    while (!isDone) {
      SteppedFiles files = new SteppedFiles(steps++);
      try {
        new SourcePurge(data, files).purge(NOW);
        isDone = true;
      } catch (SteppedFiles.Killed killed) {
        for (long number = 1; number <= 2; number++) {
          Manifest manifest =
              ManifestFormat.read(journal.folder().manifest(TestJournal.segment(number)));
          assertTrue(
              manifest.purged() != null
                  || Files.exists(journal.folder().compressed(TestJournal.segment(number))));
        }
      }
    }

    assertTrue(steps > 4, "steps: " + steps);
    assertFalse(Files.exists(journal.folder().compressed(TestJournal.segment(2))));
  }

  @Test
  void shouldRemoveAnOldDayEverywhereAndKeepItsManifests() throws IOException {
    journal.begin().trades(1).tickers(1).seal();
    journal.begin().later(20 * HOUR_NS).trades(2).seal();
    journal.begin().later(40 * HOUR_NS).trades(3).seal();
    consolidate(data, DAY);
    consolidate(data, NEXT);
    Path third = journal.folder().compressed(TestJournal.segment(3));

    Retention.Result result = new Retention(data, new RetentionPolicy(10, 0)).apply(NOW);

    assertEquals(1, result.days(), "11-20 is more than 10 days before 12-01, 11-21 is not");
    assertFalse(Files.exists(layout.records(new ArchivedStream(VENUE, TRADE, DAY))));
    assertTrue(Files.exists(layout.manifest(new ArchivedStream(VENUE, TRADE, DAY))));
    DayManifest day = DayManifest.read(layout.dayManifest(VENUE, DAY));
    assertEquals(List.of(), Objects.requireNonNull(day.purged()).into());
    assertFalse(Files.exists(journal.folder().compressed(TestJournal.segment(1))));
    assertTrue(Files.exists(journal.folder().manifest(TestJournal.segment(1))));
    assertTrue(Files.exists(journal.folder().compressed(TestJournal.segment(2))));
    assertNull(DayManifest.read(layout.dayManifest(VENUE, NEXT)).purged());
    assertTrue(Files.exists(third), "its day is not verified");
    assertEquals(DayOutlook.State.DONE, outlook(data, DAY).state());

    new Retention(data, new RetentionPolicy(1, 1)).apply(NOW);
    assertFalse(Files.exists(layout.records(new ArchivedStream(VENUE, TRADE, NEXT))));
    assertTrue(Files.exists(third), "its day is not verified");
  }

  @Test
  void shouldRemoveCopiesFirstWhenAllIsTooLarge() throws IOException {
    journal.begin().trades(1).seal();
    consolidate(data, DAY);
    long all = 0;
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        all += Files.size(file);
      }
    }

    new Retention(data, new RetentionPolicy(0, all - 1)).apply(NOW);

    assertFalse(Files.exists(journal.folder().compressed(TestJournal.segment(1))));
    assertTrue(Files.exists(layout.records(new ArchivedStream(VENUE, TRADE, DAY))));
  }

  @Test
  void shouldFinishARemovalThatWasKilled() throws IOException {
    journal.begin().trades(1).tickers(1).depths(1).seal();
    consolidate(data, DAY);
    long steps = 0;
    boolean isDone = false;

    while (!isDone) {
      try {
        new Retention(data, new RetentionPolicy(1, 0), new SteppedFiles(steps++)).apply(NOW);
        isDone = true;
      } catch (SteppedFiles.Killed killed) {
        boolean isMarked = DayManifest.read(layout.dayManifest(VENUE, DAY)).purged() != null;
        assertTrue(isMarked || Files.exists(layout.records(new ArchivedStream(VENUE, TRADE, DAY))));
      }
    }

    assertTrue(steps > 5, "steps: " + steps);
    for (DayManifest.File file : DayManifest.read(layout.dayManifest(VENUE, DAY)).streams()) {
      assertFalse(Files.exists(layout.records(new ArchivedStream(VENUE, file.id(), DAY))));
    }
  }
}
