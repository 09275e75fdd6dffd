package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;
import dev.caravan.log.Redaction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A check that asks one question: what is the problem, if there is one?
 *
 * <p>Register it with {@code HealthCheckRegistry.get(context).register(check)}. The question must
 * be quick and thread-safe: it is asked every second and at each request of {@code /health/ready}.
 */
public class CaravanHealthCheck extends AbstractHealthCheck {

  private final Supplier<Optional<CheckProblem>> problem;
  private final Severity severity;
  private final String nextStep;
  private final Set<String> causes;
  private final boolean isLiveness;

  /**
   * A readiness check of one thing.
   *
   * @param name the check's id and the key of its incident: {@code feed/binance-spot}
   * @param problem what is wrong, in one sentence; empty when all is well
   * @param nextStep what a person should do about it
   */
  public CaravanHealthCheck(
      String name, Supplier<Optional<String>> problem, Severity severity, String nextStep) {
    this(name, () -> problem.get().map(CheckProblem::new), severity, nextStep, Set.of(), false);
  }

  /**
   * A check of any kind.
   *
   * @param causes checks that explain this one while they are down: it is no incident then
   * @param isLiveness whether only a restart of the process would help
   */
  public CaravanHealthCheck(
      String name,
      Supplier<Optional<CheckProblem>> problem,
      Severity severity,
      String nextStep,
      Set<String> causes,
      boolean isLiveness) {
    super("caravan", requireNonNull(name, "name"));
    this.problem = requireNonNull(problem, "problem");
    this.severity = requireNonNull(severity, "severity");
    this.nextStep = HealthChecks.nextStep(nextStep);
    this.causes = Set.copyOf(causes);
    this.isLiveness = isLiveness;
  }

  @Override
  public boolean isLiveness() {
    return isLiveness;
  }

  /** What Camel's call would lead to, without what Camel notes of each call. */
  CheckState state() {
    Optional<CheckProblem> found = problem.get();
    return new CheckState(
        getId(),
        found.isEmpty(),
        found.map(CheckProblem::sentence).map(Redaction::redact).orElse(""),
        severity,
        nextStep,
        found.map(CheckProblem::extent).orElse(1L),
        causes,
        isLiveness);
  }

  @Override
  protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
    result.detail(HealthChecks.SEVERITY, severity.name());
    result.detail(HealthChecks.NEXT_STEP, nextStep);
    result.detail(HealthChecks.CAUSES, causes);
    Optional<CheckProblem> found = problem.get();
    if (found.isPresent()) {
      result.detail(HealthChecks.EXTENT, found.get().extent());
      result.message(found.get().sentence()).down();
    } else {
      result.up();
    }
  }
}
