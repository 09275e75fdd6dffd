package dev.caravan.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the recording of which a stream is taken whose frames cannot be told to be the same.
 *
 * <p>One leads; what the other has while the leader receives is left out. What it has behind the
 * leader's last frame waits until that is known: the leader goes on, then it is left out as well,
 * or is silent for longer than its rhythm allows, then all of it is taken and the other one leads.
 * So no moment is lost, and at most one frame a change may be there twice.
 *
 * <p>Not thread-safe.
 */
final class LeaderChoice {

  private static final long SHORTEST_SILENCE_NS = 1_000_000_000L;
  private static final int RHYTHM_FACTOR = 3;
  private static final int RHYTHM_FRAMES = 64;

  /** What becomes of a frame. */
  enum Verdict {
    TAKE,
    /** The other one leads and may be silent: keep the frame until more is known. */
    WAIT,
    /** Take what waits, then this: its side leads now. */
    TAKE_OVER
  }

  private final long[] gapsNs = new long[RHYTHM_FRAMES];
  private final List<MergedFrame> waiting = new ArrayList<>();
  private Optional<Side> leader = Optional.empty();
  private int gaps;
  private long leaderNs;

  Verdict judge(Side side, long alignedNs) {
    if (leader.isEmpty()) {
      leader = Optional.of(side);
      leaderNs = alignedNs;
      return Verdict.TAKE;
    }
    if (leader.get() == side) {
      gapsNs[gaps++ % RHYTHM_FRAMES] = alignedNs - leaderNs;
      leaderNs = alignedNs;
      return Verdict.TAKE;
    }
    if (alignedNs - leaderNs <= allowedSilenceNs()) {
      return Verdict.WAIT;
    }
    leader = Optional.of(side);
    leaderNs = alignedNs;
    gaps = 0;
    return Verdict.TAKE_OVER;
  }

  private long allowedSilenceNs() {
    int known = Math.min(gaps, RHYTHM_FRAMES);
    if (known == 0) {
      return SHORTEST_SILENCE_NS;
    }
    long[] sorted = Arrays.copyOf(gapsNs, known);
    Arrays.sort(sorted);
    return Math.max(SHORTEST_SILENCE_NS, RHYTHM_FACTOR * sorted[known * 9 / 10]);
  }

  void keep(MergedFrame frame) {
    waiting.add(frame);
  }

  /** Gives what waits and forgets it. */
  List<MergedFrame> release() {
    List<MergedFrame> released = List.copyOf(waiting);
    waiting.clear();
    return released;
  }
}
