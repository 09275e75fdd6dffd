package dev.caravan.camel.incidents;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides after a failed delivery how long to wait, or that there is no use in waiting.
 *
 * @param backoff the wait after the first failure; doubles
 * @param maxBackoff the longest wait of our own; what the other side asks for is obeyed
 */
record DeliveryPolicy(Duration backoff, Duration maxBackoff) {

  /** So often a failure that nothing is known about is tried. */
  static final int MAX_UNKNOWN = 5;

  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  DeliveryPolicy {
    requireNonNull(backoff, "backoff");
    requireNonNull(maxBackoff, "maxBackoff");
  }

  /**
   * The wait before the next attempt; empty to give up.
   *
   * @param attempts how many have failed, 1 and more
   */
  Optional<Duration> delayAfter(DeliveryFailure failure, int attempts) {
    boolean givesUp =
        switch (failure.kind()) {
          case HOPELESS -> true;
          case UNKNOWN -> attempts >= MAX_UNKNOWN;
          case TRANSIENT -> false;
        };
    if (givesUp) {
      return Optional.empty();
    }
    Duration own = backoff.multipliedBy(1L << Math.min(attempts - 1, 20));
    own = own.compareTo(maxBackoff) > 0 ? maxBackoff : own;
    Duration asked = failure.retryAfter().orElse(own);
    return Optional.of(asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked);
  }
}
