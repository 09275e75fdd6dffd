package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.NOW;
import static dev.caravan.archive.ArchiveFixture.VENUE;
import static dev.caravan.archive.ArchiveFixture.archiveLines;
import static dev.caravan.archive.ArchiveFixture.consolidate;
import static dev.caravan.archive.ArchiveFixture.consolidator;
import static dev.caravan.archive.ArchiveFixture.journalLines;
import static dev.caravan.archive.ArchiveFixture.plan;
import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TICKER;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolidatorTest {

  private static final long HOUR_NS = 3_600_000_000_000L;

  @TempDir Path data;

  private TestJournal journal;
  private ArchiveLayout layout;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
    layout = new ArchiveLayout(data);
  }

  @Test
  void shouldPutTheLinesOfEachStreamUnchangedAndInOrderIntoOneFile() throws IOException {
    journal
        .begin()
        .started()
        .trades(1, 2)
        .depths(5)
        .tickers(2)
        .frame(StreamId.NONE, "what?")
        .seal();
    journal.begin().trades(3).gap(TRADE, 4, 5, "disconnect").trades(6).depths(9).seal();

    DayManifest day = consolidate(data, DAY);

    assertEquals(journalLines(data, DAY), archiveLines(data, DAY));
    assertEquals(11, day.records());
    assertEquals(List.of(1L, 2L), day.sources().stream().map(DayManifest.Source::number).toList());
    ArchiveManifest trades = manifest(TRADE, DAY);
    assertEquals(List.of(new Gap(4, 5, 2, "disconnect")), trades.stream().gaps());
    assertEquals(4, trades.frames());
    assertEquals(5, trades.records());
    assertEquals(1, trades.stream().firstId());
    assertEquals(6, trades.stream().lastId());
    assertEquals(1, manifest(StreamId.NONE, DAY).textFrames());
  }

  @Test
  void shouldWriteOneZstdFrameWithContentSizeAndChecksum() throws IOException {
    journal.begin().trades(1, 2, 3).seal();

    consolidate(data, DAY);

    byte[] file = Files.readAllBytes(layout.records(new ArchivedStream(VENUE, TRADE, DAY)));
    assertEquals(manifest(TRADE, DAY).plain().bytes(), Zstd.getFrameContentSize(file));
    assertEquals(4, file[4] & 4, "checksum flag");
  }

  @Test
  void shouldSplitASegmentOverMidnightIntoItsTwoDays() throws IOException {
    journal.begin().trades(1).later(16 * HOUR_NS).trades(2, 3).later(-HOUR_NS * 2).trades(5).seal();
    journal.begin().later(20 * HOUR_NS).trades(7).seal();
    LocalDate next = DAY.plusDays(1);

    DayManifest first = consolidate(data, DAY);
    DayManifest second = consolidate(data, next);

    assertEquals(2, first.records());
    assertEquals(3, second.records());
    assertEquals(journalLines(data, DAY), archiveLines(data, DAY));
    assertEquals(journalLines(data, next), archiveLines(data, next));
    assertEquals(List.of(2L), first.sources().stream().map(DayManifest.Source::records).toList());
    assertEquals(
        List.of(2L, 1L), second.sources().stream().map(DayManifest.Source::records).toList());
    // Trade 5 was stamped into the day before: it is in that file, and missing in this one.
    assertEquals(List.of(new Gap(4, 6, 3, "unrecorded")), manifest(TRADE, next).stream().gaps());
  }

  @Test
  void shouldKnowTheIdsOfTheDayBefore() throws IOException {
    journal.begin().trades(1, 2).seal();
    journal.begin().later(20 * HOUR_NS).trades(5).seal();

    consolidate(data, DAY.plusDays(1));

    assertEquals(
        List.of(new Gap(3, 4, 2, "unrecorded")), manifest(TRADE, DAY.plusDays(1)).stream().gaps());
  }

  @Test
  void shouldLeaveOutOnlyWhatARestartProvablyBroughtTwice() throws IOException {
    String same = "{\"of\":\"trade/BTCUSDT\",\"U\":3,\"u\":3,\"but\":\"other\"}";
    journal.begin().started().trades(1, 2, 2, 3).depths(7).tickers(1).seal();
    journal
        .begin()
        .started()
        .connection("test-venue-2")
        .trades(2, 3, 4, 4)
        .frame(TRADE, same)
        .depths(7, 8)
        .tickers(1)
        .gap(TRADE, 9, 9, "venue")
        .seal();

    DayManifest day = consolidate(data, DAY);

    assertEquals(3, day.dropped());
    assertEquals(2, manifest(TRADE, DAY).stream().dropped());
    assertEquals(1, manifest(DEPTH, DAY).stream().dropped());
    assertEquals(0, manifest(TICKER, DAY).stream().dropped());
    Map<StreamId, List<String>> expected = journalLines(data, DAY);
    expected.get(TRADE).remove(5);
    expected.get(TRADE).remove(4);
    expected.get(DEPTH).remove(1);
    assertEquals(expected, archiveLines(data, DAY));
  }

  @Test
  void shouldStayWithinItsFilesAndMemoryForThreeThousandStreams() throws IOException {
    Random random = new Random(7);
    journal.begin().started();
    for (int i = 0; i < 12_000; i++) {
      StreamId stream = new StreamId("trade", "S" + random.nextInt(3_000));
      journal.frame(stream, TestJournal.frameOf(stream, i, i));
      if (i % 4_000 == 0) {
        StreamId large = new StreamId("book", "LARGE");
        journal.frame(large, "{\"of\":\"book/LARGE\",\"x\":\"" + "y".repeat(100_000) + "\"}");
        journal.seal();
        journal.begin();
      }
    }
    journal.seal();
    SteppedFiles files = SteppedFiles.immortal();
    ArchiveOptions tiny = new ArchiveOptions(64 << 10, 16, 3, "caravan test");
    Consolidator consolidator = new Consolidator(data, TestMapping::of, tiny, Pace.FULL, files);

    consolidator.consolidate(plan(data, DAY), ArchiveProgress.NONE, NOW);

    assertTrue(files.mostOpen() <= 12, "open files: " + files.mostOpen());
    assertTrue(files.mostOpen() > 8, "it had to sort on the disk: " + files.mostOpen());
    assertEquals(journalLines(data, DAY), archiveLines(data, DAY));
    assertFalse(Files.exists(layout.root().resolve(".work")), "nothing is left behind");
  }

  @Test
  void shouldFinishADayAfterBeingKilledAtAnyStep() throws IOException {
    journal.begin().started().trades(1, 2).depths(5).seal();
    journal.begin().started().trades(2, 3).gap(TRADE, 4, 5, "disconnect").seal();
    ArchiveOptions tiny = new ArchiveOptions(256, 8, 3, "caravan test");
    Path dayManifest = layout.dayManifest(VENUE, DAY);
    long steps = 0;
    boolean isDone = false;
    TreeMap<String, byte[]> expected = new TreeMap<>();

    while (!isDone) {
      SteppedFiles files = new SteppedFiles(steps++);
      Consolidator consolidator = new Consolidator(data, TestMapping::of, tiny, Pace.FULL, files);
      try {
        consolidator.consolidate(plan(data, DAY), ArchiveProgress.NONE, NOW);
        isDone = true;
      } catch (SteppedFiles.Killed killed) {
        if (Files.exists(dayManifest)) {
          archiveLines(data, DAY);
          Files.delete(dayManifest);
        }
        // Half of the kills are followed by a whole attempt, the others by another kill.
        if (steps % 2 == 0) {
          consolidate(data, DAY);
          expected.putAll(files(layout.root()));
          assertEquals(7, archiveLines(data, DAY).values().stream().mapToInt(List::size).sum());
          Files.delete(dayManifest);
        }
      }
    }

    assertTrue(steps > 30, "steps: " + steps);
    assertEquals(expected.keySet(), files(layout.root()).keySet());
    expected.forEach(
        (name, content) -> {
          if (name.endsWith(".zst")) {
            assertArrayEquals(content, read(layout.root().resolve(name)), name);
          }
        });
  }

  @Test
  void shouldPublishNothingOfADamagedSegment() throws IOException {
    journal.begin().trades(1, 2, 3).seal();
    Path other = journal.begin().trades(4, 5).seal();
    journal.begin().trades(6).seal();
    byte[] content = Files.readAllBytes(journal.folder().compressed(TestJournal.segment(3)));
    Files.write(other, content);

    assertThrows(IOException.class, () -> consolidate(data, DAY));

    assertFalse(Files.exists(layout.dayManifest(VENUE, DAY)));
  }

  @Test
  void shouldPublishNothingThatDiffersFromTheSegments() throws IOException {
    journal.begin().trades(1, 2, 3).tickers(3).seal();
    Consolidator consolidator = consolidator(data);
    DayDraft draft = consolidator.write(plan(data, DAY), ArchiveProgress.NONE);
    Path part =
        layout
            .folder(new ArchivedStream(VENUE, TRADE, DAY))
            .resolve(ArchiveLayout.RECORDS + ".part");
    byte[] good = Files.readAllBytes(part);
    byte[] plain = Zstd.decompress(good, (int) Zstd.getFrameContentSize(good));
    byte[] bad = plain.clone();
    bad[plain.length - 4]++;
    byte[] shorter = Arrays.copyOf(plain, plain.length / 3);

    for (byte[] wrong : List.of(bad, shorter, new byte[0])) {
      Files.write(part, Zstd.compress(wrong));
      assertThrows(ManifestException.class, () -> consolidator.verify(draft, ArchiveProgress.NONE));
    }
    Files.write(part, good);
    consolidator.verify(draft, ArchiveProgress.NONE);
  }

  @Test
  void shouldStopBetweenTwoPiecesOfWork() throws IOException {
    journal.begin();
    for (int i = 0; i < 30_000; i++) {
      journal.trades(i);
    }
    journal.seal();
    Consolidator stopped =
        new Consolidator(
            data,
            TestMapping::of,
            ArchiveFixture.OPTIONS,
            () -> {
              throw new StoppedException("consolidation");
            });

    assertThrows(
        StoppedException.class,
        () -> stopped.consolidate(plan(data, DAY), ArchiveProgress.NONE, NOW));

    assertFalse(Files.exists(layout.dayManifest(VENUE, DAY)));
  }

  private ArchiveManifest manifest(StreamId stream, LocalDate date) throws IOException {
    return ArchiveManifest.read(layout.manifest(new ArchivedStream(VENUE, stream, date)));
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
