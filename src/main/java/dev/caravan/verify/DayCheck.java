package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.DayManifest;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a day's manifest says against those of the segments that the day was taken from, and
 * by itself alone where no segment of the journal was handed over.
 */
final class DayCheck {

  private static final long DAY_NS = 86_400_000_000_000L;

  private final ArchiveLayout layout;
  private final JournalDirectory journal;
  private final boolean hasSegments;
  private final Map<Long, Path> manifests = new HashMap<>();

  DayCheck(JournalDirectory journal, List<SegmentFile> segments) {
    this.journal = requireNonNull(journal, "journal");
    this.layout = new ArchiveLayout(journal.dataDir());
    this.hasSegments = !segments.isEmpty();
    for (SegmentFile segment : segments) {
      segment.manifest().ifPresent(file -> manifests.put(segment.name().number(), file));
    }
  }

  /** What does not agree. */
  List<Damage> differences(DayManifest day) throws IOException {
    LocalDate date = LocalDate.parse(day.date());
    Path file = layout.dayManifest(day.venue(), date);
    List<Damage> found = new ArrayList<>();
    long taken = 0;
    for (DayManifest.Source source : day.sources()) {
      taken += source.records();
      if (hasSegments && source.journal().equals(journal.name())) {
        String difference = difference(source, date);
        if (!difference.isEmpty()) {
          found.add(damage(file, "segment " + source.number() + " " + difference));
        }
      }
    }
    if (taken != day.records() + day.dropped()) {
      found.add(
          damage(
              file,
              "segments had "
                  + taken
                  + " records of the day, its files "
                  + day.records()
                  + " and "
                  + day.dropped()
                  + " were dropped"));
    }
    long listed = day.streams().stream().mapToLong(DayManifest.File::records).sum();
    if (listed != day.records()) {
      found.add(damage(file, "says records=" + day.records() + ", its files have " + listed));
    }
    return found;
  }

  private String difference(DayManifest.Source source, LocalDate date) throws IOException {
    Path file = manifests.get(source.number());
    if (file == null) {
      return "has no manifest";
    }
    try {
      Manifest manifest = ManifestFormat.read(file);
      if (!manifest.plain().sha256().equals(source.sha256())) {
        return "is another one than the day was taken from";
      }
      boolean isWhole =
          isOn(manifest.firstReceiveTimeNs(), date) && isOn(manifest.lastReceiveTimeNs(), date);
      boolean agrees =
          isWhole ? source.records() == manifest.records() : source.records() <= manifest.records();
      return agrees
          ? ""
          : "has records=" + manifest.records() + ", the day took " + source.records();
    } catch (ManifestException | NoSuchFileException e) {
      return "has no manifest that can be read";
    }
  }

  private static boolean isOn(@Nullable Long timeNs, LocalDate date) {
    return timeNs != null && Math.floorDiv(timeNs, DAY_NS) == date.toEpochDay();
  }

  private Damage damage(Path file, String reason) {
    return Damage.in(journal.dataDir(), file, 0, reason);
  }
}
