package dev.caravan.manifest;

/**
 * Knows what nine of ten times between frames are not above, from counts by size: four sizes to
 * each power of two.
 *
 * <p>Not thread-safe.
 */
final class Rhythm {

  private static final int STEPS = 4;
  private static final int STEP_BITS = 2;

  private final int[] counts = new int[Long.SIZE * STEPS];
  private long total;

  void add(long ns) {
    counts[sizeOf(Math.max(1, ns))]++;
    total++;
  }

  private static int sizeOf(long ns) {
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns);
    long rest = power >= STEP_BITS ? ns >>> (power - STEP_BITS) : ns << (STEP_BITS - power);
    return power * STEPS + (int) (rest & (STEPS - 1));
  }

  /** The upper end of the size that holds the 90th of a hundred; -1 before the first. */
  long mostlyWithinNs() {
    long seen = 0;
    for (int size = 0; size < counts.length; size++) {
      seen += counts[size];
      if (seen > 0 && seen * 10 >= total * 9) {
        long from = 1L << (size / STEPS);
        return from + ((from * (size % STEPS + 1)) >> STEP_BITS);
      }
    }
    return -1;
  }
}
