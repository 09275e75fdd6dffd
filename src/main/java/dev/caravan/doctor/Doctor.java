package dev.caravan.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes all checks at once and tells what they find in their order. */
public final class Doctor {

  /** Above every time limit of a single question to the network. */
  public static final Duration DEFAULT_WITHIN = Duration.ofSeconds(30);

  private Doctor() {}

  /**
   * Makes the checks.
   *
   * @param within how long all of them may take together
   * @param told hears each finding as soon as those before it are known; on the calling thread
   */
  public static List<Finding> examine(List<Check> checks, Duration within, Consumer<Finding> told)
      throws InterruptedException {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "doctor");
              thread.setDaemon(true);
              return thread;
            });
    try {
      long deadline = System.nanoTime() + within.toNanos();
      List<Future<List<Finding>>> answers = new ArrayList<>();
      for (Check check : checks) {
        answers.add(threads.submit(check::look));
      }
      List<Finding> all = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        List<Finding> found = result(checks.get(i), answers.get(i), deadline, within);
        found.forEach(told);
        all.addAll(found);
      }
      return List.copyOf(all);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Finding> result(
      Check check, Future<List<Finding>> answer, long deadline, Duration within)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return List.of(
          Finding.fail(
              check.name(),
              "no result within " + within.toSeconds() + " s",
              "run doctor again; if it stays so, look at disk and network"));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return List.of(
          Finding.warn(
              check.name(),
              "could not be checked: " + cause,
              "this is about doctor itself, not about the recording"));
    }
  }

  /** Whether {@code run} would work: nothing failed. */
  public static boolean wouldRun(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
  }
}
