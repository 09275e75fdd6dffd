package dev.caravan.market;

import static java.util.Objects.requireNonNull;

/**
 * How much of a channel was kept away from live state for one reason since start, or was odd in one
 * way.
 */
public record InvalidCount(String venue, String channel, Reason reason, long count) {

  public InvalidCount {
    requireNonNull(venue, "venue");
    requireNonNull(channel, "channel");
    requireNonNull(reason, "reason");
  }
}
