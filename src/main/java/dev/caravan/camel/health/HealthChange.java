package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;

/**
 * A health check went down or came up: the body of {@code from: health}.
 *
 * @param checkId the check's id; the key of its incident
 * @param up what it is now
 * @param message why it is down; may be empty when it is up
 * @param severity how urgent it is when down
 * @param nextStep what to do when it is down
 */
public record HealthChange(
    String checkId, boolean up, String message, Severity severity, String nextStep) {

  public HealthChange {
    requireNonNull(checkId, "checkId");
    requireNonNull(message, "message");
    requireNonNull(severity, "severity");
    requireNonNull(nextStep, "nextStep");
  }

  static HealthChange to(CheckState state) {
    return new HealthChange(
        state.id(), state.up(), state.message(), state.severity(), state.nextStep());
  }
}
