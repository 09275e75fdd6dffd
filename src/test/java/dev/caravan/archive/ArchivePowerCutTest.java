package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.NOW;
import static dev.caravan.archive.ArchiveFixture.TODAY;
import static dev.caravan.archive.ArchiveFixture.VENUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import dev.caravan.testing.MemoryTempDir;
import dev.caravan.testing.PowerCut;
import dev.caravan.testing.PowerCutFiles;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * After a power cut at any moment of consolidation, purge and retention every record is in the
 * journal or in the archive, unless its day was removed for its age, and the next attempt ends what
 * was begun.
 */
class ArchivePowerCutTest {
  private static final long HOUR_NS = 3_600_000_000_000L;
  private static final LocalDate NEXT = DAY.plusDays(1);
  private static final int STEPS = 250;

  /** Steps of a purge behind which the first segment is marked and still there. */
  private static final int MARKED = 6;

  /** Keeps the second day and removes the first. */
  private static final RetentionPolicy POLICY =
      new RetentionPolicy((int) (TODAY.toEpochDay() - NEXT.toEpochDay()), 0);

  private final Path folder = temporaryFolder();
  private int tries;

  private static Path temporaryFolder() {
    try {
      return MemoryTempDir.create("archive-power-cut");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterProperty
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 25)
  void shouldLoseNothingWhereWhatWasNotSyncedIsGone(@ForAll long seed) throws IOException {
    cut(new Random(seed), false);
  }

  @Property(tries = 50)
  void shouldLoseNothingWhereAnyPartOfTheRestIsThere(@ForAll long seed) throws IOException {
    cut(new Random(seed), true);
  }

  @Tag("long")
  @Property(tries = 3_000)
  void shouldLoseNothingInMoreCuts(@ForAll long seed) throws IOException {
    cut(new Random(seed), seed % 4 != 0);
  }

  private void cut(Random random, boolean isAnyPart) throws IOException {
    Path data = folder.resolve("before-" + tries);
    record(data, random);
    List<String> all = lines(data);

    PowerCut power = PowerCut.over(data).offAfter(random.nextInt(STEPS));
    for (int again = 1; keepUntilOff(data, power, random) || random.nextBoolean(); again++) {
      data = left(power, data, "cut-" + again, isAnyPart, random);
      assertWhole(data, all);
      power = PowerCut.over(data).offAfter(random.nextInt(STEPS));
    }

    assertWhole(data, all);
    for (SegmentFile segment : new TestJournal(data).folder().segments()) {
      assertTrue(segment.content().isEmpty(), segment::toString);
    }
    ArchiveLayout layout = new ArchiveLayout(data);
    for (DayManifest.File file : DayManifest.read(layout.dayManifest(VENUE, DAY)).streams()) {
      ArchivedStream of = new ArchivedStream(VENUE, file.id(), DAY);
      assertFalse(Files.exists(layout.records(of)), () -> "it was removed: " + file);
    }
    tries++;
  }

  /** Two days, the third segment in both, where that one may come after the first was taken. */
  private static void record(Path data, Random random) throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().started().trades(1, 2).depths(5).tickers(2).seal();
    journal.begin().trades(3).gap(TestJournal.TRADE, 4, 5, "venue").trades(6).seal();
    if (random.nextBoolean()) {
      ArchiveFixture.consolidate(data, DAY);
      if (random.nextBoolean()) {
        SteppedFiles untilMarked = new SteppedFiles(MARKED);
        assertThrows(
            SteppedFiles.Killed.class, () -> new SourcePurge(data, untilMarked).purge(NOW));
      }
    }
    journal.begin().trades(7).later(16 * HOUR_NS).trades(8, 9).depths(9).seal();
    journal.begin().later(20 * HOUR_NS).trades(10).tickers(1).seal();
  }

  /** What the routes do, from wherever an earlier attempt ended; says whether the power went. */
  private static boolean keepUntilOff(Path data, PowerCut power, Random random) throws IOException {
    SegmentFiles files = new PowerCutFiles(power, random, 0);
    try {
      Consolidator consolidator =
          new Consolidator(data, TestMapping::of, ArchiveFixture.OPTIONS, Pace.FULL, files);
      for (DayOutlook day : new DayPlanner(data).look(TODAY)) {
        if (day.plan().isPresent()) {
          consolidator.consolidate(day.plan().get(), ArchiveProgress.NONE, NOW);
        } else {
          assertEquals(DayOutlook.State.DONE, day.state(), day::toString);
        }
        new SourcePurge(data, files).purge(NOW);
      }
      new Retention(data, POLICY, files).apply(NOW);
      return false;
    } catch (IOException e) {
      if (power.isOff()) {
        return true;
      }
      throw e;
    }
  }

  private Path left(PowerCut power, Path root, String name, boolean isAnyPart, Random random)
      throws IOException {
    Path to = folder.resolve(name + "-of-" + tries);
    Files.createDirectories(to);
    if (isAnyPart) {
      power.leaveAnyPart(root, to, random);
    } else {
      power.leaveSynced(root, to);
    }
    return to;
  }

  private static void assertWhole(Path data, List<String> all) throws IOException {
    assertEquals(List.of(), new Verifier(TestMapping::of).verify(data).damage());
    Path day = new ArchiveLayout(data).dayManifest(VENUE, DAY);
    boolean isRemoved = Files.exists(day) && !DayManifest.read(day).isReadable();
    List<String> found = lines(data);
    if (isRemoved) {
      assertTrue(all.containsAll(found), found::toString);
      assertEquals(inNextDay(all), inNextDay(found));
    } else {
      assertEquals(all, found);
    }
  }

  private static List<String> inNextDay(List<String> lines) {
    return lines.stream().filter(line -> timeNs(line) >= new UtcDay(NEXT).startNs()).toList();
  }

  private static long timeNs(String line) {
    return Long.parseLong(line.substring(line.indexOf(':') + 1, line.indexOf(',')));
  }

  /** Every line that a reader finds, wherever it is. */
  private static List<String> lines(Path data) throws IOException {
    List<Unreadable> problems = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, RecordFilter.ALL, problems::add)) {
      while (source.next()) {
        lines.add(
            new String(
                source.lineBytes(),
                source.lineFrom(),
                source.lineLength(),
                StandardCharsets.UTF_8));
      }
    }
    assertEquals(List.of(), problems);
    return lines;
  }
}
