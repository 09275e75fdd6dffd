package dev.caravan.recording;

import com.github.luben.zstd.Zstd;
import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchiveManifest;
import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.CountingVisitor;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.SegmentScan;
import dev.caravan.manifest.Sha256;
import dev.caravan.manifest.TestMapping;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a day of a journal into the archive, as simply as it can be done, and purges segments. */
public final class TestArchive {

  private static final String VENUE = "test-venue";
  private static final long DAY_NS = 86_400_000_000_000L;

  private final JournalDirectory journal;
  private final ArchiveLayout layout;

  public TestArchive(JournalDirectory journal) {
    this.journal = journal;
    this.layout = new ArchiveLayout(journal.dataDir());
  }

  public ArchiveLayout layout() {
    return layout;
  }

  public Path records(StreamId stream, LocalDate date) {
    return layout.records(new ArchivedStream(VENUE, stream, date));
  }

  /** Archives all records of a day that are in segments; these stay. */
  public void consolidate(LocalDate date) throws IOException {
    Map<StreamId, ByteArrayOutputStream> lines =
        new TreeMap<>(Comparator.comparing(StreamId::toString));
    List<DayManifest.Source> sources = new ArrayList<>();
    for (SegmentFile segment : journal.segments()) {
      if (segment.content().isEmpty()) {
        continue;
      }
      long records = 0;
      try (SegmentReader reader =
          SegmentReader.open(segment.content().orElseThrow(), segment.tail())) {
        while (reader.next()) {
          if (reader.record() instanceof ParsedRecord.Entry entry
              && entry.receiveTimeNs() / DAY_NS == date.toEpochDay()) {
            ByteArrayOutputStream out =
                lines.computeIfAbsent(entry.stream(), unused -> new ByteArrayOutputStream());
            out.write(reader.lineBytes(), reader.lineFrom(), reader.lineLength());
            out.write('\n');
            records++;
          }
        }
      } catch (dev.caravan.journal.InvalidRecordException e) {
        throw new IOException(e);
      }
      if (records > 0) {
        String sha256 =
            segment.manifest().isPresent()
                ? ManifestFormat.read(segment.manifest().get()).plain().sha256()
                : "";
        sources.add(
            new DayManifest.Source(journal.name(), segment.name().number(), sha256, records));
      }
    }
    List<DayManifest.File> files = new ArrayList<>();
    for (Map.Entry<StreamId, ByteArrayOutputStream> stream : lines.entrySet()) {
      files.add(
          write(new ArchivedStream(VENUE, stream.getKey(), date), stream.getValue().toByteArray()));
    }
    long records = sources.stream().mapToLong(DayManifest.Source::records).sum();
    Path day = layout.dayManifest(VENUE, date);
    Files.createDirectories(day.getParent());
    Files.write(
        day,
        ManifestFormat.writeAny(
            new DayManifest(
                1,
                VENUE,
                date.toString(),
                "test",
                "2026-11-21T00:17:03Z",
                records,
                0,
                sources,
                files,
                null)));
  }

  private DayManifest.File write(ArchivedStream of, byte[] plain) throws IOException {
    byte[] compressed = Zstd.compress(plain, 3);
    Files.createDirectories(layout.folder(of));
    Files.write(layout.records(of), compressed);
    TestMapping mapping = new TestMapping();
    RecordAccount account = new RecordAccount(mapping::sequencing);
    new SegmentScan(mapping)
        .run(
            SegmentReader.ofRecords(new ByteArrayInputStream(plain)), new CountingVisitor(account));
    ArchiveManifest manifest =
        new ArchiveManifest(
            1,
            of.venue(),
            of.date().toString(),
            "test",
            content("records.jsonl", plain),
            content("records.jsonl.zst", compressed),
            account.records(),
            account.frames(),
            account.textWrapped(),
            account.bytesWrapped(),
            account.earliestNs(),
            account.latestNs(),
            Manifest.Stream.of(account.streams().get(0), 0));
    Files.write(layout.manifest(of), ManifestFormat.writeAny(manifest));
    return new DayManifest.File(
        of.stream().channel(),
        of.stream().symbol(),
        account.records(),
        compressed.length,
        manifest.compressed().sha256());
  }

  private static Manifest.Content content(String file, byte[] bytes) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    return new Manifest.Content(file, bytes.length, Sha256.hex(digest));
  }

  /** Removes a sealed segment's records, which are then in these days. */
  public void purge(long number, LocalDate... days) throws IOException {
    for (SegmentFile segment : journal.segments()) {
      if (segment.name().number() == number) {
        List<String> into = new ArrayList<>();
        for (LocalDate day : days) {
          into.add(journal.dataDir().relativize(layout.dayManifest(VENUE, day)).toString());
        }
        Path manifest = journal.manifest(segment.name());
        Manifest.Purged purged = new Manifest.Purged("2026-11-21T00:20:00Z", into);
        Files.write(manifest, ManifestFormat.purged(manifest, 1, purged));
        Files.delete(segment.compressed().orElseThrow());
      }
    }
  }
}
