package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a whole recording turned out to be.
 *
 * @param segments open, rotated and sealed ones
 * @param records frames and everything else behind the headers
 * @param frames how many of them are frames
 * @param unfinishedBytes of a line that was just being written when it was read
 * @param damage in order of journals and segments
 * @param gaps in order of streams and ids
 * @param streams by venue, channel and symbol; records of no stream are in none of them
 * @param ledger how it compares with a ledger; empty where none was given
 */
public record Verification(
    long segments,
    long records,
    long frames,
    long unfinishedBytes,
    List<Damage> damage,
    List<StreamGap> gaps,
    List<StreamResult> streams,
    Optional<LedgerVerdict> ledger) {

  /** The verdict in one word. */
  public enum Result {
    /** Nothing is missing or damaged, as far as it can be known. */
    COMPLETE("complete"),
    /** Ids are missing, or the recording is not what the ledger says. */
    GAPS("gaps"),
    /** Files are not as they were written. */
    DAMAGED("damaged");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    /** As written in reports. */
    public String word() {
      return word;
    }
  }

  public Verification {
    damage = List.copyOf(damage);
    gaps = List.copyOf(gaps);
    streams = List.copyOf(streams);
    requireNonNull(ledger, "ledger");
  }

  public Result result() {
    if (!damage.isEmpty()) {
      return Result.DAMAGED;
    }
    boolean isExact = ledger.map(LedgerVerdict::isExact).orElse(true);
    return gaps.isEmpty() && isExact ? Result.COMPLETE : Result.GAPS;
  }

  /** Missing ids, and frames where there are none, in all gaps. */
  public long missing() {
    return gaps.stream().mapToLong(StreamGap::missing).sum();
  }
}
