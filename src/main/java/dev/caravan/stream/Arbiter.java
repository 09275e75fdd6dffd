package dev.caravan.stream;

import dev.caravan.instrument.Recognition;

/**
 * Decides which of the frames that several connections deliver of one stream are recorded.
 *
 * <p>What one connection delivers is always recorded, also when the venue repeats itself or goes
 * back. A frame of another connection is dropped only if exactly its ids were delivered lately. A
 * stream without ids has a leading connection; the others' frames are dropped while the leader
 * receives.
 *
 * <p>Pure; event loop only.
 */
final class Arbiter {

  private static final long LEADER_SILENCE_NS = 1_000_000_000L;
  private static final int LEADER_RHYTHM_FACTOR = 3;

  /** Stands in place of the first id of a whole book, which brings none. */
  private static final long BOOK = -1;

  /** What becomes of a frame. */
  enum Verdict {
    RECORD,
    /** Recorded, and from now on this connection is the one that is recorded. */
    RECORD_NEW_LEADER,
    /** Another connection delivered the same. */
    DROP
  }

  private Arbiter() {}

  /**
   * Judges one frame.
   *
   * @param owner number of the connection that delivered it
   */
  static Verdict judge(StreamState stream, Recognition frame, int owner, long nowNs) {
    RecentKeys recent = stream.recent;
    if (recent == null) {
      stream.leader = owner;
      return Verdict.RECORD;
    }
    if (frame.hasId()) {
      // A book is no copy of a heartbeat with the same ids.
      long firstId = frame.isWhole() ? BOOK : frame.firstId();
      boolean isCopy = recent.isCopy(firstId, frame.lastId(), owner);
      recent.add(firstId, frame.lastId(), owner, nowNs);
      return isCopy ? Verdict.DROP : Verdict.RECORD;
    }
    if (stream.leader == owner) {
      return Verdict.RECORD;
    }
    if (stream.leader == StreamState.NOBODY || leaderIsSilent(stream, nowNs)) {
      stream.leader = owner;
      return Verdict.RECORD_NEW_LEADER;
    }
    return Verdict.DROP;
  }

  private static boolean leaderIsSilent(StreamState stream, long nowNs) {
    long allowed =
        Math.max(LEADER_SILENCE_NS, LEADER_RHYTHM_FACTOR * stream.rhythm.percentile90Ns());
    return nowNs - stream.heardAtNs > allowed;
  }
}
