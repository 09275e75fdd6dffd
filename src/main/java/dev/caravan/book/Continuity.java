package dev.caravan.book;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Sequencing;

/**
 * Follows the ids of one stream and says of each frame whether it continues, repeats, goes back or
 * leaves a hole.
 *
 * <p>Shape: a frame accounts for {@code firstId..lastId}. A contiguous stream continues when {@code
 * firstId} is the highest id so far plus one; a growing one when {@code lastId} is above the
 * highest so far. A frame that lies wholly at or below the highest id is {@code REPEATED} when it
 * equals the frame before and {@code REORDERED} otherwise; one that overlaps the highest id and
 * reaches above it continues.
 *
 * <p>Where each frame of a contiguous stream names the id before it ({@code firstId - 1}), one that
 * ends before it begins brings no ids. {@code lastId == firstId - 1} says how far the stream is: a
 * heartbeat, or a whole book. {@code lastId < firstId - 1} leads on from {@code firstId - 1} and
 * goes on behind {@code lastId}: the venue starts its ids anew. It may also do so unseen, while
 * nobody was connected: then a whole book of a lower id comes, and frames that stay below.
 *
 * <p>Used live by the feed and offline by sealing and verification: one rule, three readers. Not
 * thread-safe; one per stream.
 */
public final class Continuity {

  /** What the last frame did to its stream. */
  public enum Step {
    /** The first frame of the stream. */
    FIRST,
    CONTINUES,
    /** Ids are missing before this frame; ask {@link #gapFirst()} and {@link #gapLast()}. */
    GAP,
    /** The same ids as the frame before. */
    REPEATED,
    /** Older ids than what was already seen. */
    REORDERED,
    /** The frame has no id, or the channel's ids prove nothing. */
    UNPROVABLE
  }

  /** So many frames behind a book of a lower id, and none that leads on, are a new beginning. */
  private static final int FRAMES_OF_A_NEW_BEGINNING = 20;

  private static final int NONE_BEGUN = -1;

  private final Sequencing sequencing;
  private boolean started;
  private long highestId;
  private long previousFirstId;
  private long previousLastId;
  private long gapFirst;
  private long gapLast;
  private int framesBelow = NONE_BEGUN;

  public Continuity(Sequencing sequencing) {
    this.sequencing = requireNonNull(sequencing, "sequencing");
  }

  /** Starts behind ids that an earlier run recorded, so that a hole across a restart is seen. */
  public void resumeAfter(long lastId) {
    started = true;
    highestId = lastId;
    previousFirstId = lastId;
    previousLastId = lastId;
  }

  public Step next(long firstId, long lastId) {
    if (sequencing == Sequencing.NONE || lastId < 0) {
      return Step.UNPROVABLE;
    }
    if (!started) {
      started = true;
      highestId = lastId;
      previousFirstId = firstId;
      previousLastId = lastId;
      return Step.FIRST;
    }
    if (lastId < firstId && sequencing == Sequencing.CONTIGUOUS) {
      return nextWithoutIds(firstId, lastId);
    }
    if (lastId <= highestId) {
      if (framesBelow != NONE_BEGUN && ++framesBelow >= FRAMES_OF_A_NEW_BEGINNING) {
        goOnBehind(lastId);
      }
      boolean repeated = firstId == previousFirstId && lastId == previousLastId;
      previousFirstId = firstId;
      previousLastId = lastId;
      return repeated ? Step.REPEATED : Step.REORDERED;
    }
    boolean gap = sequencing == Sequencing.CONTIGUOUS && firstId > highestId + 1;
    if (gap) {
      gapFirst = highestId + 1;
      gapLast = firstId - 1;
    }
    goOnBehind(lastId);
    previousFirstId = firstId;
    previousLastId = lastId;
    return gap ? Step.GAP : Step.CONTINUES;
  }

  private Step nextWithoutIds(long firstId, long lastId) {
    if (firstId > highestId + 1) {
      gapFirst = highestId + 1;
      gapLast = firstId - 1;
      goOnBehind(lastId);
      return Step.GAP;
    }
    if (firstId == highestId + 1) {
      goOnBehind(lastId);
    } else if (lastId == firstId - 1) {
      framesBelow = 0; // another connection that is not that far yet, or a new beginning
    }
    return Step.CONTINUES;
  }

  private void goOnBehind(long lastId) {
    highestId = lastId;
    framesBelow = NONE_BEGUN;
  }

  /** Highest id seen, or -1 before the first frame. */
  public long highestId() {
    return started ? highestId : -1;
  }

  /** First missing id of the last {@link Step#GAP}. */
  public long gapFirst() {
    return gapFirst;
  }

  /** Last missing id of the last {@link Step#GAP}. */
  public long gapLast() {
    return gapLast;
  }
}
