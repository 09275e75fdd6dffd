package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A readiness check that asks one question: what is the problem, if there is one?
 *
 * <p>Register it with {@code HealthCheckRegistry.get(context).register(check)}. The question must
 * be quick and thread-safe: it is asked every second and at each request of {@code /health/ready}.
 */
public class CaravanHealthCheck extends AbstractHealthCheck {

  private final Supplier<Optional<String>> problem;
  private final Severity severity;
  private final String nextStep;

  /**
   * @param name the check's id and the key of its incident: {@code feed/binance-spot}
   * @param problem what is wrong, in one sentence; empty when all is well
   * @param nextStep what a person should do about it
   */
  public CaravanHealthCheck(
      String name, Supplier<Optional<String>> problem, Severity severity, String nextStep) {
    super("caravan", requireNonNull(name, "name"));
    this.problem = requireNonNull(problem, "problem");
    this.severity = requireNonNull(severity, "severity");
    this.nextStep = requireNonNull(nextStep, "nextStep");
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
    result.detail(HealthChecks.SEVERITY, severity.name());
    result.detail(HealthChecks.NEXT_STEP, nextStep);
    Optional<String> sentence = problem.get();
    if (sentence.isPresent()) {
      result.message(sentence.get()).down();
    } else {
      result.up();
    }
  }
}
