package dev.caravan.camel.health;

import dev.caravan.incident.Incident.Severity;
import dev.caravan.log.Redaction;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Asks every health check of a context what it says now.
 *
 * <p>Camel's own helper shortens its answer by the exposure level; this one never does. A check
 * that throws is down; a disabled one, and one that does not know, is left out. Texts are redacted.
 *
 * <p>Thread-safe; takes as long as the checks take.
 */
public final class HealthChecks {

  /** Detail of a result: INFO, WARNING or CRITICAL; WARNING if absent. */
  public static final String SEVERITY = "caravan.severity";

  /** Detail of a result: what a person should do. */
  public static final String NEXT_STEP = "caravan.nextStep";

  /** Detail of a result: how many things it concerns; 1 if absent. */
  public static final String EXTENT = "caravan.extent";

  /** Detail of a result: ids of checks that explain this one while they are down. */
  public static final String CAUSES = "caravan.causes";

  static final String DEFAULT_NEXT_STEP = "look at /health/ready and the log";

  private HealthChecks() {}

  /** All checks, readiness and liveness, by id; empty where health checks are switched off. */
  public static List<CheckState> current(CamelContext context) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry == null) {
      return List.of();
    }
    return registry.stream()
        .filter(check -> check.isEnabled() && !registry.isExcluded(check))
        .map(HealthChecks::ask)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(CheckState::id))
        .toList();
  }

  /** The check of this id, if there is one that knows. */
  public static Optional<CheckState> current(CamelContext context, String id) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry == null) {
      return Optional.empty();
    }
    return registry.stream()
        .filter(check -> check.getId().equals(id))
        .findFirst()
        .filter(check -> check.isEnabled() && !registry.isExcluded(check))
        .flatMap(HealthChecks::ask);
  }

  private static Optional<CheckState> ask(HealthCheck check) {
    HealthCheck.Result result;
    try {
      if (check instanceof CaravanHealthCheck own) {
        return Optional.of(own.state());
      }
      result = check.call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.ALL));
    } catch (RuntimeException e) {
      return Optional.of(
          new CheckState(
              check.getId(),
              false,
              "check failed: " + Redaction.redact(e.toString()),
              Severity.WARNING,
              DEFAULT_NEXT_STEP,
              1,
              Set.of(),
              check.isLiveness()));
    }
    if (result.getState() == HealthCheck.State.UNKNOWN) {
      return Optional.empty();
    }
    boolean up = result.getState() == HealthCheck.State.UP;
    String message =
        result
            .getMessage()
            .or(() -> result.getError().map(Throwable::toString))
            .orElse(up ? "" : check.getId() + " is down");
    return Optional.of(
        new CheckState(
            check.getId(),
            up,
            Redaction.redact(message),
            severity(result.getDetails().get(SEVERITY)),
            nextStep(result.getDetails().get(NEXT_STEP)),
            result.getDetails().get(EXTENT) instanceof Long extent ? extent : 1,
            names(result.getDetails().get(CAUSES)),
            check.isLiveness()));
  }

  private static Severity severity(@Nullable Object detail) {
    if (detail instanceof Severity severity) {
      return severity;
    }
    String name = detail == null ? "" : detail.toString().toUpperCase(Locale.ROOT);
    for (Severity severity : Severity.values()) {
      if (severity.name().equals(name)) {
        return severity;
      }
    }
    return Severity.WARNING;
  }

  private static Set<String> names(@Nullable Object detail) {
    return detail instanceof Set<?> names
        ? names.stream().map(String::valueOf).collect(Collectors.toSet())
        : Set.of();
  }

  static String nextStep(@Nullable Object detail) {
    return detail == null || detail.toString().isBlank()
        ? DEFAULT_NEXT_STEP
        : Redaction.redact(detail.toString());
  }
}
