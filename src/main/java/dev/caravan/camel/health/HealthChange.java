package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;
import java.util.Set;

/**
 * A health check went down or came up, or concerns more or fewer things than before: the body of
 * {@code from: health}.
 *
 * @param checkId the check's id; the key of its incident
 * @param up what it is now
 * @param message why it is down; may be empty when it is up
 * @param severity how urgent it is when down
 * @param nextStep what to do when it is down
 * @param extent how many things it concerns when down
 * @param causes checks that explain this one while they are down
 */
public record HealthChange(
    String checkId,
    boolean up,
    String message,
    Severity severity,
    String nextStep,
    long extent,
    Set<String> causes) {

  public HealthChange {
    requireNonNull(checkId, "checkId");
    requireNonNull(message, "message");
    requireNonNull(severity, "severity");
    requireNonNull(nextStep, "nextStep");
    causes = Set.copyOf(causes);
  }

  /** Of one thing, for a reason of its own. */
  public HealthChange(
      String checkId, boolean up, String message, Severity severity, String nextStep) {
    this(checkId, up, message, severity, nextStep, 1, Set.of());
  }

  static HealthChange to(CheckState state) {
    return new HealthChange(
        state.id(),
        state.up(),
        state.message(),
        state.severity(),
        state.nextStep(),
        state.extent(),
        state.causes());
  }
}
