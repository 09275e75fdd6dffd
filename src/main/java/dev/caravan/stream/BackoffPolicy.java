package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides how long to wait before the next attempt: doubling from the first delay to the longest,
 * with jitter, for ever.
 *
 * <p>Jitter takes up to half of the delay away, so that many feeds do not come back at the same
 * moment.
 */
public final class BackoffPolicy {

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  public BackoffPolicy(Duration first, Duration longest, RandomGenerator random) {
    this.first = requireNonNull(first, "first");
    this.longest = requireNonNull(longest, "longest");
    this.random = requireNonNull(random, "random");
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff must grow from a positive delay: first=" + first + " longest=" + longest);
    }
  }

  /**
   * Wait before the next attempt.
   *
   * @param failures failed attempts since data last flowed, at least 1
   */
  public Duration delayAfter(int failures) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    long full = Math.min(first.toMillis() << doublings, longest.toMillis());
    return Duration.ofMillis(full - (long) (random.nextDouble() * full / 2));
  }
}
