package dev.caravan.web;

import java.util.List;
import java.util.stream.Collectors;

/** Words the answers to {@code /health}, {@code /health/live} and {@code /health/ready}. */
public final class HealthText {
  private HealthText() {}

  /** A status code and its text. */
  public record Answer(int status, String body) {}

  /**
   * One word for an outside monitor: {@code healthy} with 200, {@code failing} with 503. Neither
   * word is part of the other, so a keyword monitor may look for either.
   */
  public static Answer health(DaemonStatus status) {
    return status.isLive() && status.isReady()
        ? new Answer(200, "healthy\n")
        : new Answer(503, "failing\n");
  }

  /** Fails only when a restart would help. */
  public static Answer live(DaemonStatus status) {
    return answer("live", status.livenessChecks());
  }

  /** Fails with one reason a line while something wanted is not recorded. */
  public static Answer ready(DaemonStatus status) {
    return answer("ready", status.checks());
  }

  private static Answer answer(String good, List<CheckResult> checks) {
    String reasons =
        checks.stream()
            .filter(check -> !check.up())
            .map(check -> oneLine(check.name() + ": " + check.reason()) + "\n")
            .collect(Collectors.joining());
    return reasons.isEmpty() ? new Answer(200, good + "\n") : new Answer(503, reasons);
  }

  /** A reason may quote a venue; it must not begin a line of its own. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }
}
