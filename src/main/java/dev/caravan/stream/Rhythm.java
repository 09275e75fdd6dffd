package dev.caravan.stream;

import java.util.Arrays;

/**
 * Remembers the newest gaps between the reads that brought a stream's frames.
 *
 * <p>Adding is one array store; the percentile is sorted out only when somebody asks, and once
 * until the next gap. Not thread-safe.
 */
public final class Rhythm {

  private static final int REMEMBERED = 64;

  private final long[] gapsNs = new long[REMEMBERED];
  private long gaps;
  private long percentileNs;
  private long percentileAtGaps;

  /** Adds a gap between two reads; frames of the same read have none. */
  public void add(long gapNs) {
    gapsNs[(int) (gaps++ % REMEMBERED)] = gapNs;
  }

  /** How many gaps were seen since start. */
  public long gaps() {
    return gaps;
  }

  /** The longest of the remembered ones, nanoseconds; 0 before the first. */
  long longestNs() {
    long longest = 0;
    for (long gap : gapsNs) {
      longest = Math.max(longest, gap);
    }
    return longest;
  }

  /**
   * The gap that nine in ten of the remembered ones do not exceed, nanoseconds; 0 before the first.
   */
  public long percentile90Ns() {
    if (percentileAtGaps != gaps) {
      percentileAtGaps = gaps;
      int known = (int) Math.min(gaps, REMEMBERED);
      long[] sorted = Arrays.copyOf(gapsNs, known);
      Arrays.sort(sorted);
      percentileNs = sorted[(int) Math.ceil(known * 0.9) - 1];
    }
    return percentileNs;
  }
}
