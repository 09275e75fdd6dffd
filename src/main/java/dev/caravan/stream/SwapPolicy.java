package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides when a connection is replaced before the venue ends it.
 *
 * <p>At its lifetime minus {@code swapBefore}, which is at most a third of the lifetime, minus up
 * to half of that again as jitter, so that many connections are not replaced at the same moment.
 */
public record SwapPolicy(Duration lifetime, Duration swapBefore) {

  /** Applies where nothing else is said. */
  public static final Duration DEFAULT_SWAP_BEFORE = Duration.ofMinutes(10);

  public SwapPolicy {
    requireNonNull(lifetime, "lifetime");
    requireNonNull(swapBefore, "swapBefore");
    if (lifetime.isNegative() || lifetime.isZero() || swapBefore.isNegative()) {
      throw new IllegalArgumentException(
          "a connection must live for a while: lifetime=" + lifetime + " swapBefore=" + swapBefore);
    }
    Duration most = lifetime.dividedBy(3);
    if (swapBefore.compareTo(most) > 0) {
      swapBefore = most;
    }
  }

  /** How old a connection may become before its successor is opened. */
  public Duration swapAtAge(RandomGenerator random) {
    long jitterMs = (long) (random.nextDouble() * swapBefore.toMillis() / 2);
    return lifetime.minus(swapBefore).minusMillis(jitterMs);
  }
}
