package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * What one day of one venue takes on the disk.
 *
 * @param copyBytes sealed segments whose records are all in verified files of the archive too
 * @param archiveBytes its files in the archive
 * @param isVerified whether the whole day is in the archive and was verified
 */
public record StoredDay(
    String venue, LocalDate date, long copyBytes, long archiveBytes, boolean isVerified) {
  public StoredDay {
    requireNonNull(venue, "venue");
    requireNonNull(date, "date");
  }
}
