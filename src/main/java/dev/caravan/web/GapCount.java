package dev.caravan.web;

import static java.util.Objects.requireNonNull;

/**
 * How many holes one cause tore into one channel since start.
 *
 * @param gaps holes; {@code missingIds} the ids they hold
 */
public record GapCount(String venue, String channel, String cause, long gaps, long missingIds) {

  public GapCount {
    requireNonNull(venue, "venue");
    requireNonNull(channel, "channel");
    requireNonNull(cause, "cause");
  }
}
