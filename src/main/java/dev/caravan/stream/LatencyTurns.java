package dev.caravan.stream;

/**
 * Decides which streams are asked for the venue's own time in this second: all of a few, each in
 * its turn of thousands.
 *
 * <p>Reading the venue's time costs about as much as all the rest that a feed does with a frame.
 * Pure; not thread-safe.
 */
final class LatencyTurns {

  static final int MOST_A_SECOND = 256;

  private long second;
  private int turns = 1;

  /** Another second begins with so many streams. */
  void next(int streams) {
    turns = Math.max(1, (streams + MOST_A_SECOND - 1) / MOST_A_SECOND);
    second++;
  }

  /** Whether it is the turn of the stream in this place. */
  boolean isDue(int place) {
    return place % turns == second % turns;
  }
}
