package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.consolidate;
import static dev.caravan.archive.ArchiveFixture.outlook;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.manifest.TestJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayPlannerTest {

  private static final long HOUR_NS = 3_600_000_000_000L;

  @TempDir Path data;

  @Test
  void shouldFindEveryDayThatAJournalHolds() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).later(40 * HOUR_NS).trades(2).seal();
    new TestJournal(data, "other/test-venue").begin().trades(1).seal();

    List<DayOutlook> days = new DayPlanner(data).look(DAY.plusDays(1));

    assertEquals(
        List.of(DAY, DAY.plusDays(1), DAY.plusDays(2)).subList(0, days.size()), dates(days));
    assertEquals(DayOutlook.State.READY, days.get(0).state());
    assertEquals(DayOutlook.State.WAITING, days.get(1).state(), "the day is not over");
  }

  @Test
  void shouldWaitForSegmentsThatAreNotSealed() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    Path rotated = journal.begin().trades(2).write();
    Files.setLastModifiedTime(rotated, FileTime.from(Instant.parse("2026-11-20T11:00:00Z")));

    assertEquals(DayOutlook.State.WAITING, outlook(data, DAY).state());
    assertTrue(outlook(data, DAY).reason().contains("000002"), outlook(data, DAY).reason());

    TestJournal.sealNow(rotated);
    assertEquals(DayOutlook.State.READY, outlook(data, DAY).state());
  }

  @Test
  void shouldWaitForTheFirstSegmentOfTheNextDayOnlyIfItReachesBack() throws IOException {
    TestJournal journal = new TestJournal(data);
    for (int i = 1; i <= 15; i++) {
      journal.begin().trades(i).seal();
    }
    Path open = journal.begin().trades(16).write();
    assertEquals(DayOutlook.State.READY, outlook(data, DAY).state());

    Files.delete(open);
    journal = new TestJournal(data);
    for (int i = 1; i <= 16; i++) {
      journal.begin();
    }
    journal.later(-1_000_000).trades(16).write();

    assertEquals(DayOutlook.State.WAITING, outlook(data, DAY).state());
  }

  @Test
  void shouldNotTakeADayForWholeWhereASegmentVanishesWhileItIsLookedAt() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    Path vanished = journal.folder().plain(TestJournal.segment(2));
    Files.createSymbolicLink(vanished, data.resolve("sealed-meanwhile"));

    assertThrows(NoSuchFileException.class, () -> outlook(data, DAY));

    Files.delete(vanished);
    assertEquals(DayOutlook.State.READY, outlook(data, DAY).state());
  }

  @Test
  void shouldTakeADayUpAgainWhenALaterSegmentReachesIntoIt() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    consolidate(data, DAY);
    assertEquals(DayOutlook.State.DONE, outlook(data, DAY).state());

    journal.begin().trades(2).seal();

    assertEquals(DayOutlook.State.READY, outlook(data, DAY).state());
    assertEquals(2, consolidate(data, DAY).records());
    assertEquals(DayOutlook.State.DONE, outlook(data, DAY).state());
  }

  @Test
  void shouldSayWhatIsMissing() throws IOException {
    TestJournal journal = new TestJournal(data);
    Path compressed = journal.begin().trades(1).seal();
    Files.delete(compressed);

    assertEquals(DayOutlook.State.IMPOSSIBLE, outlook(data, DAY).state());

    Files.writeString(journal.folder().manifest(TestJournal.segment(1)), "{");
    assertEquals(DayOutlook.State.IMPOSSIBLE, outlook(data, DAY).state());
  }

  private static List<LocalDate> dates(List<DayOutlook> days) {
    return days.stream().map(DayOutlook::date).toList();
  }
}
