package dev.caravan.archive;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which days are removed: those that are too old, then, while all is too large, what is
 * there twice, then the oldest.
 *
 * <p>Never a day that is not over, and never one that is not verified.
 *
 * @param keepDays whole days kept besides today; 0 keeps all
 * @param mostBytes of journal and archive together; 0 for no limit
 */
public record RetentionPolicy(int keepDays, long mostBytes) {

  /** Keeps everything. */
  public static final RetentionPolicy FOREVER = new RetentionPolicy(0, 0);

  public RetentionPolicy {
    if (keepDays < 0 || mostBytes < 0) {
      throw new IllegalArgumentException(
          "retention must not be negative: days=" + keepDays + " size=" + mostBytes);
    }
  }

  /**
   * What of a day is removed.
   *
   * @param withArchive false where only the segments go, whose records stay in the archive
   */
  public record Removal(StoredDay day, boolean withArchive) {}

  public boolean isForever() {
    return keepDays == 0 && mostBytes == 0;
  }

  /**
   * Says what goes, in this order.
   *
   * @param days what there is
   * @param allBytes of journal and archive, also what belongs to none of the days
   * @param today the day that is not over
   */
  public List<Removal> removals(List<StoredDay> days, long allBytes, LocalDate today) {
    List<StoredDay> removable =
        days.stream()
            .filter(day -> day.isVerified() && day.date().isBefore(today))
            .filter(day -> day.copyBytes() + day.archiveBytes() > 0)
            .sorted(Comparator.comparing(StoredDay::date).thenComparing(StoredDay::venue))
            .toList();
    List<Removal> removals = new ArrayList<>();
    List<StoredDay> kept = new ArrayList<>();
    long bytes = allBytes;
    for (StoredDay day : removable) {
      if (keepDays > 0 && day.date().isBefore(today.minusDays(keepDays))) {
        removals.add(new Removal(day, true));
        bytes -= day.copyBytes() + day.archiveBytes();
      } else {
        kept.add(day);
      }
    }
    if (mostBytes == 0) {
      return List.copyOf(removals);
    }
    for (StoredDay day : kept) {
      if (bytes > mostBytes && day.copyBytes() > 0) {
        removals.add(new Removal(day, false));
        bytes -= day.copyBytes();
      }
    }
    for (StoredDay day : kept) {
      if (bytes > mostBytes && day.archiveBytes() > 0) {
        removals.add(new Removal(day, true));
        bytes -= day.archiveBytes();
      }
    }
    return List.copyOf(removals);
  }
}
