package dev.caravan.market;

import static java.util.Objects.requireNonNull;

/**
 * How many frames of one venue were read and judged since start, and how many were not because that
 * would have cost too much; those that still wait are in neither.
 */
public record ReadCount(String venue, long read, long skipped) {

  public ReadCount {
    requireNonNull(venue, "venue");
  }

  /** Read ones among all, from 0 to 1; 1 before the first. */
  public double share() {
    return skipped == 0 ? 1 : (double) read / (read + skipped);
  }
}
