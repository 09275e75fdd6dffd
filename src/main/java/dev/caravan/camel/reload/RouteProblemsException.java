package dev.caravan.camel.reload;

import java.util.List;
import java.util.stream.Collectors;

/** Reports every problem of one or more route files at once; edit the files and start again. */
public final class RouteProblemsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<RouteProblem> problems;

  public RouteProblemsException(List<RouteProblem> problems) {
    super(
        "route files refused, problems="
            + problems.size()
            + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  public List<RouteProblem> problems() {
    return problems;
  }
}
