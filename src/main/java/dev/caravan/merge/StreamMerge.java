package dev.caravan.merge;

import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one stream through the merging: which ids were written, which gaps remain.
 *
 * <p>Not thread-safe.
 */
final class StreamMerge {

  private final Survey.Stream known;
  private final boolean isContiguous;
  private final LeaderChoice leader = new LeaderChoice();
  private final BySide<Intervals> delivered = BySide.each(Intervals::new);
  private final Intervals carriedGaps = new Intervals();
  private long highestId = -1;

  StreamMerge(Survey.Stream known, boolean isContiguous) {
    this.known = known;
    this.isContiguous = isContiguous;
  }

  /** Who is recorded of a stream whose frames have no ids and differ between connections. */
  LeaderChoice leader() {
    return leader;
  }

  /** Whether frames without ids can be told to be the same by their bytes. */
  boolean isSameBytes() {
    return known.isSameBytes();
  }

  /** Whether the other side delivered all of these ids long ago, and this one never did. */
  boolean isOldCopy(Side side, long first, long last) {
    return isContiguous
        && delivered.of(side.other()).holds(first, last)
        && !delivered.of(side).holds(first, last);
  }

  /** Notes a frame with ids, written or not. */
  void delivered(Side side, long first, long last) {
    if (isContiguous) {
      delivered.of(side).add(first, last);
      highestId = Math.max(highestId, last);
    }
  }

  /** Whether ids are skipped before this one that the other side has and did not deliver yet. */
  boolean isFilledByOther(Side side, long first) {
    if (!isContiguous || highestId < 0 || first <= highestId + 1) {
      return false;
    }
    long missing = highestId + 1;
    return known.ids(side.other()).holds(missing, missing)
        && !delivered.of(side.other()).holds(missing, missing);
  }

  /** What remains of a gap once both recordings are one; each id in one gap only. */
  List<RecordEvent.Gap> remaining(RecordEvent.Gap gap) {
    if (!isContiguous) {
      return List.of(gap);
    }
    List<RecordEvent.Gap> remaining = new ArrayList<>();
    for (Intervals.Run ofA : known.ids(Side.A).missing(gap.first(), gap.last())) {
      for (Intervals.Run ofBoth : known.ids(Side.B).missing(ofA.first(), ofA.last())) {
        for (Intervals.Run piece : carriedGaps.missing(ofBoth.first(), ofBoth.last())) {
          carriedGaps.add(piece.first(), piece.last());
          remaining.add(
              new RecordEvent.Gap(
                  piece.first(), piece.last(), piece.size(), gap.cause(), gap.detectedAtNs()));
        }
      }
    }
    return remaining;
  }
}
