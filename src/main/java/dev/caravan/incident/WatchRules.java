package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;
import java.time.Duration;

/**
 * Says how patient the watch is with checks of each severity.
 *
 * @param openAfter how long a critical check must be down; {@code warningOpenAfter} for the others
 * @param closeAfter how long a critical check must be up; {@code warningCloseAfter} for the others
 * @param flappingTimes from so many openings within {@code cooldown} on a check is flapping
 * @param cooldown how long a flapping check must be up, and the least time between two messages
 *     that an open incident has grown
 */
public record WatchRules(
    Duration openAfter,
    Duration closeAfter,
    Duration warningOpenAfter,
    Duration warningCloseAfter,
    int flappingTimes,
    Duration cooldown) {

  public WatchRules {
    requireNonNull(openAfter, "openAfter");
    requireNonNull(closeAfter, "closeAfter");
    requireNonNull(warningOpenAfter, "warningOpenAfter");
    requireNonNull(warningCloseAfter, "warningCloseAfter");
    requireNonNull(cooldown, "cooldown");
  }

  Hysteresis.Limits limits(Severity severity) {
    boolean isCritical = severity == Severity.CRITICAL;
    return new Hysteresis.Limits(
        isCritical ? openAfter : warningOpenAfter,
        isCritical ? closeAfter : warningCloseAfter,
        flappingTimes,
        cooldown);
  }

  /** For an incident that an earlier run left open. */
  Hysteresis.Limits limitsAfterStart(Severity severity) {
    Hysteresis.Limits limits = limits(severity);
    Duration known = min(Watch.KNOWN_AFTER, cooldown);
    return new Hysteresis.Limits(
        limits.openAfter(),
        limits.closeAfter().compareTo(known) > 0 ? limits.closeAfter() : known,
        flappingTimes,
        cooldown);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
