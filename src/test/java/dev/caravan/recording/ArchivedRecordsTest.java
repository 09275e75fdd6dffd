package dev.caravan.recording;

import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.DayManifest;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.TestJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day is read from the archive or from the journal, never from both, and always whole. */
class ArchivedRecordsTest {

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 20);
  private static final LocalDate SECOND_DAY = FIRST_DAY.plusDays(1);
  private static final long HOUR_NS = 3_600_000_000_000L;

  @TempDir Path data;

  private final List<Unreadable> problems = new ArrayList<>();
  private TestJournal journal;
  private TestArchive archive;
  private List<String> all;

  /** Segments 1 to 3 of one day, 4 over midnight, 5 open; the journal begins at nine. */
  @BeforeEach
  void recordTwoDays() throws IOException {
    journal = new TestJournal(data);
    archive = new TestArchive(journal.folder());
    journal.begin().started().trades(1).depths(7).tickers(1).trades(2).seal();
    journal.begin().trades(3).gap(TRADE, 4, 5, "venue").trades(6).seal();
    journal.begin().tickers(2).seal();
    journal.begin().trades(7).later(13 * HOUR_NS).trades(8).seal();
    journal.begin().later(13 * HOUR_NS).trades(9).raw("{\"torn").write();
    all = lines(RecordFilter.ALL);
    assertEquals(13, all.size());
  }

  @Test
  void shouldReadTheArchiveWhereNothingElseIsThere() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.consolidate(SECOND_DAY);
    Map<StreamId, Long> streams = RecordedStreams.in(data, RecordFilter.ALL);

    Files.move(data.resolve("journal"), data.resolve("elsewhere"));

    assertEquals(List.of("test-venue"), RecordSource.venues(data));
    assertEquals(all, lines(RecordFilter.ALL));
    assertEquals(List.of(), problems);
    assertEquals(streams.keySet(), RecordedStreams.in(data, RecordFilter.ALL).keySet());
  }

  @Test
  void shouldReadTheJournalWhileNoSegmentOfTheDayIsPurged() throws IOException {
    archive.consolidate(FIRST_DAY);
    Files.writeString(archive.records(TRADE, FIRST_DAY), "unreadable");

    assertEquals(all, lines(RecordFilter.ALL));
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldReadTheWholeDayFromTheArchiveOnceOneOfItsSegmentsIsPurged() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(2, FIRST_DAY);

    assertEquals(all, lines(RecordFilter.ALL));
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldReadASegmentOverMidnightOnlyForTheDayThatIsNotArchived() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);
    archive.purge(2, FIRST_DAY);
    archive.purge(3, FIRST_DAY);

    assertEquals(all, lines(RecordFilter.ALL));

    archive.consolidate(SECOND_DAY);
    archive.purge(4, FIRST_DAY, SECOND_DAY);

    assertEquals(all, lines(RecordFilter.ALL));
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldReadOnlyTheWantedFilesOfADay() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);
    archive.purge(2, FIRST_DAY);
    Files.writeString(archive.records(TestJournal.TICKER, FIRST_DAY), "unreadable");

    List<String> trades =
        lines(
            RecordFilter.ALL
                .ofStreams(NamePatterns.exactly(List.of("trade")), NamePatterns.ALL)
                .between(TestJournal.START_NS + HOUR_NS, Long.MAX_VALUE));

    assertEquals(
        all.stream()
            .filter(line -> line.contains("\"stream\":\"trade/") && !line.contains("\"u\":1}"))
            .filter(line -> !line.contains("\"u\":2}"))
            .toList(),
        trades);
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldMergeMoreStreamsThanFilesMayBeOpen(@TempDir Path other) throws IOException {
    data = other;
    journal = new TestJournal(data);
    archive = new TestArchive(journal.folder());
    journal.begin();
    for (int i = 0; i < 300; i++) {
      journal.frame(new StreamId("trade", "S" + i % (DayRecords.MOST_OPEN * 3)), "[" + i + "]");
    }
    journal.seal();
    journal.begin().trades(1).write();
    all = lines(RecordFilter.ALL);
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);

    assertEquals(all, lines(RecordFilter.ALL));
    assertEquals(301, all.size());
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldTellWhatIsMissingOrUnreadableAndGoOn() throws IOException {
    archive.consolidate(FIRST_DAY);
    for (int number = 1; number <= 3; number++) {
      archive.purge(number, FIRST_DAY);
    }
    Path trades = archive.records(TRADE, FIRST_DAY);
    Files.delete(trades);
    Path depths = archive.records(TestJournal.DEPTH, FIRST_DAY);
    Files.writeString(depths, "unreadable");

    assertEquals(6, lines(RecordFilter.ALL).size());

    assertEquals(List.of(depths, trades), problems.stream().map(Unreadable::file).toList());
  }

  @Test
  void shouldTellThatTheDayOfAPurgedSegmentIsMissing() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);
    Path day = archive.layout().dayManifest("test-venue", FIRST_DAY);
    Files.delete(day);

    lines(RecordFilter.ALL);

    assertEquals(List.of(day), problems.stream().map(Unreadable::file).toList());
    assertTrue(problems.get(0).reason().contains("segment 000001-"), problems.toString());
  }

  @Test
  void shouldTakeForGoneWhatRetentionRemoved() throws IOException {
    archive.purge(1);
    archive.consolidate(SECOND_DAY);
    archive.consolidate(FIRST_DAY);
    archive.purge(2, FIRST_DAY);
    Path day = archive.layout().dayManifest("test-venue", FIRST_DAY);
    Manifest.Purged gone = new Manifest.Purged("2026-12-21T00:20:00Z", List.of());
    Files.write(day, ManifestFormat.purged(day, DayManifest.FORMAT_VERSION, gone));

    assertEquals(5, lines(RecordFilter.ALL).size());
    assertEquals(List.of(), problems);
  }

  private List<String> lines(RecordFilter filter) throws IOException {
    problems.clear();
    List<String> lines = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, filter, problems::add)) {
      while (source.next()) {
        lines.add(
            new String(
                source.lineBytes(),
                source.lineFrom(),
                source.lineLength(),
                StandardCharsets.UTF_8));
        assertTrue(Files.exists(source.file()), () -> "no such file: " + source.file());
      }
    }
    return lines;
  }
}
