package dev.caravan.camel.push;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds what viewers of one path may take.
 *
 * @param maxViewers connected at a time
 * @param sessionLimit how long one may stay
 * @param slowAfter how long one message may be on its way before its viewer is dropped
 */
public record PushLimits(int maxViewers, Duration sessionLimit, Duration slowAfter) {

  public PushLimits {
    requireNonNull(sessionLimit, "sessionLimit");
    requireNonNull(slowAfter, "slowAfter");
    if (maxViewers < 1) {
      throw new IllegalArgumentException(
          "push takes at least one viewer: maxViewers="
              + maxViewers
              + "; remove the route instead");
    }
    if (sessionLimit.isNegative() || sessionLimit.isZero()) {
      throw new IllegalArgumentException("push sessionLimit must be positive: " + sessionLimit);
    }
    if (slowAfter.isNegative() || slowAfter.isZero()) {
      throw new IllegalArgumentException("push slowAfter must be positive: " + slowAfter);
    }
  }
}
