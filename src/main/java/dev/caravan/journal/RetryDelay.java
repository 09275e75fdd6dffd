package dev.caravan.journal;

/** Decides how long to wait before a failed write is tried again: 10 ms, doubled up to 5 s. */
final class RetryDelay {
  private static final long FIRST_NS = 10_000_000L;
  private static final long LONGEST_NS = 5_000_000_000L;

  private RetryDelay() {}

  static long nanosAfter(int failures) {
    return failures > 9 ? LONGEST_NS : Math.min(LONGEST_NS, FIRST_NS << (failures - 1));
  }
}
