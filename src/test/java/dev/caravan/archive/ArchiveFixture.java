package dev.caravan.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.ZstdInputStream;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans and consolidates days of a test journal, and reads both sides line by line. */
final class ArchiveFixture {

  static final String VENUE = "test-venue";
  static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
  static final Instant NOW = Instant.parse("2026-12-01T00:11:00Z");
  static final ArchiveOptions OPTIONS =
      new ArchiveOptions(ArchiveOptions.DEFAULT_MEMORY, 64, 3, "caravan test");

  private ArchiveFixture() {}

  static Consolidator consolidator(Path data) {
    return new Consolidator(data, TestMapping::of, OPTIONS, Pace.FULL);
  }

  static DayPlan plan(Path data, LocalDate date) throws IOException {
    return outlook(data, date).plan().orElseThrow();
  }

  static DayOutlook outlook(Path data, LocalDate date) throws IOException {
    return new DayPlanner(data)
        .look(TODAY).stream()
            .filter(day -> day.date().equals(date))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no such day: " + date));
  }

  static DayManifest consolidate(Path data, LocalDate date) throws IOException {
    return consolidator(data).consolidate(plan(data, date), ArchiveProgress.NONE, NOW);
  }

  /** The lines of a day in the journal, by stream and in order. */
  static Map<StreamId, List<String>> journalLines(Path data, LocalDate date) throws IOException {
    Map<StreamId, List<String>> lines = new LinkedHashMap<>();
    JournalDirectory journal = new JournalDirectory(data, TestJournal.JOURNAL);
    for (SegmentFile segment : journal.segments()) {
      try (SegmentReader reader =
          SegmentReader.open(segment.content().orElseThrow(), segment.tail())) {
        while (reader.next()) {
          if (reader.record() instanceof ParsedRecord.Entry entry
              && new UtcDay(date).contains(entry.receiveTimeNs())) {
            lines
                .computeIfAbsent(entry.stream(), stream -> new ArrayList<>())
                .add(
                    new String(
                        reader.lineBytes(),
                        reader.lineFrom(),
                        reader.lineLength(),
                        StandardCharsets.UTF_8));
          }
        }
      } catch (InvalidRecordException e) {
        throw new AssertionError(e);
      }
    }
    return lines;
  }

  /** The lines of a day in the archive by stream, after checking them against all manifests. */
  static Map<StreamId, List<String>> archiveLines(Path data, LocalDate date) throws IOException {
    ArchiveLayout layout = new ArchiveLayout(data);
    DayManifest day = DayManifest.read(layout.dayManifest(VENUE, date));
    Map<StreamId, List<String>> lines = new LinkedHashMap<>();
    long records = 0;
    for (DayManifest.File file : day.streams()) {
      ArchivedStream of = new ArchivedStream(VENUE, file.id(), date);
      ArchiveManifest manifest = ArchiveManifest.read(layout.manifest(of));
      byte[] content;
      try (InputStream in = new ZstdInputStream(Files.newInputStream(layout.records(of)))) {
        content = in.readAllBytes();
      }
      List<String> found = new String(content, StandardCharsets.UTF_8).lines().toList();
      assertEquals(file.records(), found.size(), file.toString());
      assertEquals(file.records(), manifest.records());
      assertEquals(file.bytes(), Files.size(layout.records(of)));
      assertEquals(file.sha256(), manifest.compressed().sha256());
      assertEquals(content.length, manifest.plain().bytes());
      assertEquals(manifest.records(), manifest.stream().records() + manifest.stream().events());
      lines.put(file.id(), found);
      records += found.size();
    }
    assertEquals(day.records(), records);
    assertEquals(
        day.records() + day.dropped(),
        day.sources().stream().mapToLong(DayManifest.Source::records).sum());
    return lines;
  }
}
