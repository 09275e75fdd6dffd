package dev.caravan.camel.reload;

import java.time.Instant;
import java.util.List;

/**
 * Tells what became of the last version of one route file.
 *
 * @param sha256 of that version, empty if the file was deleted
 * @param problems empty unless refused
 * @param routes ids that run from this file now, whatever became of the edit
 */
public record FileStatus(
    String file,
    Result result,
    Instant at,
    String sha256,
    List<RouteProblem> problems,
    List<String> routes) {

  /** The three ways an edit ends. */
  public enum Result {
    APPLIED,
    REFUSED,
    REMOVED
  }

  public FileStatus {
    problems = List.copyOf(problems);
    routes = List.copyOf(routes);
  }
}
