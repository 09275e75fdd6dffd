package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;
import java.util.Set;

/**
 * What one health check says now.
 *
 * @param id the check's id, such as {@code feed/binance-spot}
 * @param message why it is down; may be empty when it is up
 * @param severity how urgent it is when down
 * @param nextStep what to do when it is down
 * @param extent how many things it concerns when down
 * @param causes checks that explain this one while they are down
 * @param isLiveness whether a restart would help: only these make {@code /health/live} fail
 */
public record CheckState(
    String id,
    boolean up,
    String message,
    Severity severity,
    String nextStep,
    long extent,
    Set<String> causes,
    boolean isLiveness) {

  public CheckState {
    requireNonNull(id, "id");
    requireNonNull(message, "message");
    requireNonNull(severity, "severity");
    requireNonNull(nextStep, "nextStep");
    causes = Set.copyOf(causes);
  }
}
