package dev.caravan.repair;

import java.time.Duration;

/**
 * Decides when something that failed is tried again, and when no more.
 *
 * <p>Pure, not thread-safe.
 */
final class Attempts {

  /** With doubled waits this is about two minutes. */
  static final int MOST = 8;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private int failures;
  private long notBeforeNs;

  boolean isDue(long nowNs) {
    return failures == 0 || nowNs - notBeforeNs >= 0;
  }

  /** Starts counting anew after a success. */
  void succeeded() {
    failures = 0;
  }

  /**
   * Counts a failure.
   *
   * @param atLeast how long to wait in any case
   * @return whether it may be tried again
   */
  boolean mayFollow(long nowNs, Duration atLeast) {
    long wait = FIRST_WAIT.toNanos() << Math.min(failures, MOST);
    failures++;
    notBeforeNs = nowNs + Math.max(wait, atLeast.toNanos());
    return failures < MOST;
  }

  int failures() {
    return failures;
  }
}
