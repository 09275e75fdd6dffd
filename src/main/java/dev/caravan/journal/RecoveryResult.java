package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a journal looked like at start, and what was done about it.
 *
 * @param nextNumber number of the segment to begin next
 * @param previousSha256 of the plain content of the one before it; empty where there is none or
 *     where nothing tells it any more
 * @param rotated plain files that wait to be sealed, in order
 * @param repaired the segment that was open when the last run ended; empty after an orderly stop
 *     whose segments were all sealed
 * @param removedParts unpublished files that were removed; sealing makes them again
 * @param removedLeftovers plain files of sealed segments, removed after comparing
 */
public record RecoveryResult(
    long nextNumber,
    String previousSha256,
    List<Path> rotated,
    Optional<Repaired> repaired,
    List<Path> removedParts,
    List<Path> removedLeftovers) {

  public RecoveryResult {
    requireNonNull(previousSha256, "previousSha256");
    rotated = List.copyOf(rotated);
    removedParts = List.copyOf(removedParts);
    removedLeftovers = List.copyOf(removedLeftovers);
  }

  /**
   * The segment that was open.
   *
   * @param keptRecords whole records before the first line that is none, without the header
   * @param keptBytes length of the file now; 0 where the whole file is in quarantine
   * @param reason what is wrong with the first line that is no record; empty where all are
   * @param quarantinedBytes what was taken away
   * @param quarantinedRecords whole records in it
   * @param quarantine where it is; empty where nothing was taken away
   */
  public record Repaired(
      SegmentName segment,
      long keptRecords,
      long keptBytes,
      String reason,
      long quarantinedBytes,
      long quarantinedRecords,
      Optional<Path> quarantine) {}
}
