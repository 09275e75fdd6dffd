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
 * a segment is purged.
 *
 * <p>Not thread-safe.
 */
final class ArchivedDays {

  private static final long DAY_NS = 86_400_000_000_000L;

  private final Set<Long> days = new HashSet<>();
  private final Set<Path> files = new HashSet<>();
  private final TreeMap<Long, List<DayManifest>> begunWith = new TreeMap<>();
  private long lastDay = Long.MIN_VALUE;
  private boolean isLastArchived;

  private ArchivedDays() {}

  static ArchivedDays of(
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
    if (purged.isEmpty()) {
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
            .filter(purged::contains)
            .min(Long::compare)
            .ifPresent(first -> archived.add(date, day, first));
      } catch (NoSuchFileException e) {
        continue;
      } catch (ManifestException e) {
        problems.accept(new Unreadable(file, 0, Unreadable.reason(e)));
      }
    }
    return archived;
  }

  private void add(LocalDate date, DayManifest day, long firstPurged) {
    // A day that was removed from the archive holds nothing, but neither does the journal.
    if (day.isReadable()) {
      begunWith.computeIfAbsent(firstPurged, unused -> new ArrayList<>()).add(day);
      days.add(date.toEpochDay());
    }
  }

  /** The days to read before this segment, in order; once. */
  List<DayManifest> takeBegunWith(long segment) {
    List<DayManifest> begun = begunWith.remove(segment);
    return begun == null ? List.of() : begun;
  }

  /** Whether records of this time are read from the archive. */
  boolean has(long receiveTimeNs) {
    if (days.isEmpty()) {
      return false;
    }
    long day = Math.floorDiv(receiveTimeNs, DAY_NS);
    if (day != lastDay) {
      lastDay = day;
      isLastArchived = days.contains(day);
    }
    return isLastArchived;
  }

  /** Whether a file of a day was there when this was made. */
  boolean knows(Path dayFile) {
    return files.contains(dayFile.normalize());
  }
}
