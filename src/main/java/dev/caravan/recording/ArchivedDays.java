package dev.caravan.recording;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.DayManifest;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Knows which days of a journal are read from the archive: those that are consolidated and of which
 * a segment is purged; all where the journal has no segments.
 *
 * <p>Asking {@link #has} and {@link #reads} is thread-safe.
 */
public final class ArchivedDays {

  private static final long DAY_NS = 86_400_000_000_000L;

  private final Set<Long> days = new HashSet<>();
  private final Set<Path> files = new HashSet<>();
  private final Set<Path> readFiles = new HashSet<>();
  private final TreeMap<Long, List<DayManifest>> begunWith = new TreeMap<>();

  private ArchivedDays() {}

  /**
   * Looks for them.
   *
   * @param segments of the journal, as they are now
   * @param filter days that cannot hold a wanted record are left out
   * @param problems is told which days cannot be read
   */
  public static ArchivedDays of(
      JournalDirectory journal,
      List<SegmentFile> segments,
      RecordFilter filter,
      Consumer<Unreadable> problems)
      throws IOException {
    ArchivedDays archived = new ArchivedDays();
    Set<Long> purged = new HashSet<>();
    for (SegmentFile segment : segments) {
      if (segment.state() == SegmentFile.State.SEALED && segment.content().isEmpty()) {
        purged.add(segment.name().number());
      }
    }
    if (purged.isEmpty() && !segments.isEmpty()) {
      return archived;
    }
    ArchiveLayout layout = new ArchiveLayout(journal.dataDir());
    String venue = VenueMappings.venueOf(journal.name());
    for (LocalDate date : layout.days(venue)) {
      Path file = layout.dayManifest(venue, date);
      archived.files.add(file.normalize());
      if (!filter.mayMatch(date)) {
        continue;
      }
      try {
        DayManifest day = DayManifest.read(file);
        day.sources().stream()
            .filter(source -> source.journal().equals(journal.name()))
            .map(DayManifest.Source::number)
            .filter(number -> segments.isEmpty() || purged.contains(number))
            .min(Long::compare)
            .ifPresent(first -> archived.add(file, day, first));
      } catch (NoSuchFileException e) {
        continue;
      } catch (ManifestException e) {
        problems.accept(new Unreadable(file, 0, Unreadable.reason(e)));
      }
    }
    return archived;
  }

  private void add(Path file, DayManifest day, long firstPurged) {
    // A day that was removed from the archive holds nothing, but neither does the journal.
    if (day.isReadable()) {
      begunWith.computeIfAbsent(firstPurged, unused -> new ArrayList<>()).add(day);
      days.add(LocalDate.parse(day.date()).toEpochDay());
      readFiles.add(file.normalize());
    }
  }

  /** The days to read before this segment, in order; once. */
  public List<DayManifest> takeBegunWith(long segment) {
    List<DayManifest> begun = begunWith.remove(segment);
    return begun == null ? List.of() : begun;
  }

  /** The days that are before no segment, in order; once. */
  public List<DayManifest> takeRest() {
    List<DayManifest> rest = begunWith.values().stream().flatMap(List::stream).toList();
    begunWith.clear();
    return rest;
  }

  /** Whether records of this time are read from the archive. */
  public boolean has(long receiveTimeNs) {
    return !days.isEmpty() && days.contains(Math.floorDiv(receiveTimeNs, DAY_NS));
  }

  /** Whether the day of this file is read from the archive. */
  public boolean reads(Path dayFile) {
    return readFiles.contains(dayFile.normalize());
  }

  /** Whether a file of a day was there when this was made. */
  public boolean knows(Path dayFile) {
    return files.contains(dayFile.normalize());
  }
}
