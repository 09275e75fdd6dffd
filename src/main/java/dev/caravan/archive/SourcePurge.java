package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Removes the content of sealed segments whose every record is in a verified day of the archive.
 *
 * <p>The manifest is marked first and the content removed then, so that at no time a segment seems
 * lost; a crash between leaves a file that the next run removes. The caller holds the lock of the
 * data folder. Not thread-safe.
 */
public final class SourcePurge {

  /** What was removed. */
  public record Result(int segments, long bytes) {}

  private final ArchiveLayout layout;
  private final DayPlanner planner;
  private final SegmentFiles files;

  public SourcePurge(Path dataDir) {
    this(dataDir, SegmentFiles.system());
  }

  SourcePurge(Path dataDir, SegmentFiles files) {
    this.layout = new ArchiveLayout(requireNonNull(dataDir, "dataDir"));
    this.planner = new DayPlanner(dataDir);
    this.files = requireNonNull(files, "files");
  }

  /** Removes every such segment of all venues. */
  public Result purge(Instant now) throws IOException {
    return purge(any -> true, now);
  }

  /** Removes such segments of one venue whose last record is of this day. */
  Result purge(String venue, LocalDate lastDay, Instant now) throws IOException {
    return purge(copy -> copy.venue().equals(venue) && copy.lastDay().equals(lastDay), now);
  }

  private Result purge(Predicate<Copy> wanted, Instant now) throws IOException {
    int segments = 0;
    long bytes = 0;
    for (Copy copy : copies()) {
      if (wanted.test(copy)) {
        remove(copy, now);
        segments++;
        bytes += copy.bytes();
      }
    }
    return new Result(segments, bytes);
  }

  private void remove(Copy copy, Instant now) throws IOException {
    Path manifest = copy.span().manifest();
    if (ManifestFormat.read(manifest).purged() == null) {
      List<String> into =
          DayPlanner.days(copy.span()).stream()
              .map(day -> layout.dataDir().relativize(layout.dayManifest(copy.venue(), day.date())))
              .map(path -> path.toString().replace('\\', '/'))
              .toList();
      DurableFile.replace(
          files,
          manifest,
          ManifestFormat.purged(
              manifest, Manifest.FORMAT_VERSION, new Manifest.Purged(now.toString(), into)));
    }
    files.delete(copy.span().compressed().orElseThrow());
    files.syncFolder(requireNonNull(manifest.getParent(), "folder"));
  }

  /** A segment whose records are all in the archive too. */
  record Copy(String venue, SegmentSpan span, long bytes) {
    LocalDate lastDay() {
      return UtcDay.of(span.lastNs()).date();
    }
  }

  /** The segments that may be removed, in order. */
  List<Copy> copies() throws IOException {
    List<Copy> copies = new ArrayList<>();
    Map<Path, Boolean> whole = new HashMap<>();
    for (JournalDirectory journal : planner.journals()) {
      String venue = VenueMappings.venueOf(journal.name());
      for (SegmentFile segment : journal.segments()) {
        if (segment.state() == SegmentFile.State.SEALED
            && segment.plain().isEmpty()
            && segment.compressed().isPresent()) {
          copy(venue, segment, whole).ifPresent(copies::add);
        }
      }
    }
    return copies;
  }

  private Optional<Copy> copy(String venue, SegmentFile segment, Map<Path, Boolean> whole)
      throws IOException {
    SegmentSpan span;
    try {
      span = planner.span(segment);
    } catch (ManifestException e) {
      return Optional.empty();
    }
    if (span.records() == 0 || span.offenders() > 0) {
      return Optional.empty();
    }
    for (UtcDay day : DayPlanner.days(span)) {
      Optional<DayManifest> found = planner.dayManifest(venue, day.date());
      if (found.isEmpty() || !names(found.get(), span)) {
        return Optional.empty();
      }
      Path file = layout.dayManifest(venue, day.date());
      Boolean isWhole = whole.get(file);
      if (isWhole == null) {
        isWhole = !found.get().isReadable() || filesAreThere(venue, day.date(), found.get());
        whole.put(file, isWhole);
      }
      if (!isWhole) {
        return Optional.empty();
      }
    }
    return Optional.of(new Copy(venue, span, Files.size(span.compressed().orElseThrow())));
  }

  private static boolean names(DayManifest day, SegmentSpan span) {
    return day.sources().stream()
        .anyMatch(
            source -> source.number() == span.number() && source.sha256().equals(span.sha256()));
  }

  private boolean filesAreThere(String venue, LocalDate date, DayManifest day) throws IOException {
    for (DayManifest.File file : day.streams()) {
      Path records = layout.records(new ArchivedStream(venue, file.id(), date));
      if (!Files.exists(records) || Files.size(records) != file.bytes()) {
        return false;
      }
    }
    return true;
  }
}
