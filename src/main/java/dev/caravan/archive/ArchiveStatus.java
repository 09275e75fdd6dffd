package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How far consolidation is, at one moment.
 *
 * @param venues one per venue with a journal
 * @param working what is being done, in a few words; empty while nothing is
 * @param problem why days could not be consolidated or removed, in one sentence; empty while all is
 *     well
 */
public record ArchiveStatus(List<Venue> venues, String working, String problem) {

  public static final ArchiveStatus NONE = new ArchiveStatus(List.of(), "", "");

  public ArchiveStatus {
    venues = List.copyOf(venues);
    requireNonNull(working, "working");
    requireNonNull(problem, "problem");
  }

  /**
   * How far one venue is.
   *
   * @param lastDay the last consolidated day
   * @param backlogDays days that are over and not consolidated
   */
  public record Venue(String venue, Optional<LocalDate> lastDay, int backlogDays) {}
}
