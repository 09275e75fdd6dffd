package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes what a {@link RetentionPolicy} says; manifests stay.
 *
 * <p>A day is marked first and its files are removed then; a crash between leaves files that the
 * next run removes. The caller holds the lock of the data folder. Not thread-safe.
 */
public final class Retention {

  /** What was removed. */
  public record Result(int days, long bytes) {}

  private final ArchiveLayout layout;
  private final RetentionPolicy policy;
  private final SourcePurge purge;
  private final DayPlanner planner;
  private final SegmentFiles files;

  public Retention(Path dataDir, RetentionPolicy policy) {
    this(dataDir, policy, SegmentFiles.system());
  }

  Retention(Path dataDir, RetentionPolicy policy, SegmentFiles files) {
    this.layout = new ArchiveLayout(requireNonNull(dataDir, "dataDir"));
    this.policy = requireNonNull(policy, "policy");
    this.purge = new SourcePurge(dataDir, files);
    this.planner = new DayPlanner(dataDir);
    this.files = requireNonNull(files, "files");
  }

  /** Removes what is due now. */
  public Result apply(Instant now) throws IOException {
    if (policy.isForever()) {
      return new Result(0, 0);
    }
    int days = 0;
    long bytes = 0;
    for (RetentionPolicy.Removal removal :
        policy.removals(stored(), allBytes(), LocalDate.ofInstant(now, ZoneOffset.UTC))) {
      StoredDay day = removal.day();
      bytes += purge.purge(day.venue(), day.date(), now).bytes();
      if (removal.withArchive()) {
        bytes += day.archiveBytes();
        removeArchive(day, now);
      }
      days++;
    }
    return new Result(days, bytes);
  }

  private void removeArchive(StoredDay day, Instant now) throws IOException {
    Path file = layout.dayManifest(day.venue(), day.date());
    DayManifest manifest = DayManifest.read(file);
    if (manifest.isReadable()) {
      DurableFile.replace(
          files,
          file,
          ManifestFormat.purged(
              file, DayManifest.FORMAT_VERSION, new Manifest.Purged(now.toString(), List.of())));
    }
    for (DayManifest.File stream : manifest.streams()) {
      Path records = layout.records(new ArchivedStream(day.venue(), stream.id(), day.date()));
      files.delete(records);
      // In order also for a power cut: the last one says whether any is left.
      files.syncFolder(requireNonNull(records.getParent(), "folder"));
    }
  }

  /** Every consolidated day with what it takes. */
  private List<StoredDay> stored() throws IOException {
    Map<String, Long> copies = new HashMap<>();
    for (SourcePurge.Copy copy : purge.copies()) {
      copies.merge(copy.venue() + copy.lastDay(), copy.bytes(), Long::sum);
    }
    List<StoredDay> days = new ArrayList<>();
    for (String venue : layout.venues()) {
      for (LocalDate date : layout.days(venue)) {
        DayManifest manifest = planner.dayManifest(venue, date).orElse(null);
        if (manifest != null) {
          days.add(
              new StoredDay(
                  venue,
                  date,
                  copies.getOrDefault(venue + date, 0L),
                  archiveBytes(venue, date, manifest),
                  true));
        }
      }
    }
    return days;
  }

  /**
   * Also of a day that was marked and whose files a crash left there: they go with the next run.
   */
  private long archiveBytes(String venue, LocalDate date, DayManifest day) throws IOException {
    List<DayManifest.File> streams = day.streams();
    if (!day.isReadable() && !streams.isEmpty()) {
      // They are removed in order: where the last one is gone, all are.
      StreamFile last = new StreamFile(venue, date, streams.get(streams.size() - 1));
      return last.exists(layout) ? last.file().bytes() : 0;
    }
    return streams.stream().mapToLong(DayManifest.File::bytes).sum();
  }

  private record StreamFile(String venue, LocalDate date, DayManifest.File file) {
    boolean exists(ArchiveLayout layout) {
      return Files.exists(layout.records(new ArchivedStream(venue, file.id(), date)));
    }
  }

  private long allBytes() throws IOException {
    long[] bytes = new long[1];
    for (Path root : List.of(layout.root(), layout.dataDir().resolve(JournalDirectory.JOURNALS))) {
      if (Files.isDirectory(root)) {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Renamed or removed meanwhile.
                return FileVisitResult.CONTINUE;
              }
            });
      }
    }
    return bytes[0];
  }
}
