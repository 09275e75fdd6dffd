package dev.caravan.camel.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/** Decides whether route files may replace the running ones, without touching these. */
final class RouteFileCheck {

  private final RouteSchema schema = new RouteSchema();
  private final ScratchBuild scratch;
  private final Predicate<RouteText> isProven;

  RouteFileCheck(CamelContext live, ScratchContextFactory factory, Predicate<RouteText> isProven) {
    this.scratch = new ScratchBuild(live, factory);
    this.isProven = isProven;
  }

  /**
   * Reads a file by itself: syntax and schema.
   *
   * @throws RouteProblemsException with lines and hints
   */
  RouteDocument parse(RouteText text) throws RouteProblemsException {
    RouteDocument document = RouteDocument.parse(text);
    if (isProven.test(text)) {
      return document;
    }
    List<RouteProblem> problems = schema.check(document);
    if (!problems.isEmpty()) {
      throw new RouteProblemsException(problems);
    }
    return document;
  }

  /**
   * Everything that has to hold before the first route is loaded; where every file is a proven one,
   * that they fit together.
   */
  List<RouteProblem> atStart(RouteSet wanted) {
    List<RouteProblem> problems = new ArrayList<>(wanted.problems());
    boolean isAllProven = wanted.documents().stream().map(RouteDocument::source).allMatch(isProven);
    if (!isAllProven) {
      problems.addAll(scratch.check(wanted.documents(), wanted, true));
    }
    return problems;
  }

  /** Everything that has to hold before the changed files replace the running ones. */
  List<RouteProblem> ofChange(
      Collection<RouteDocument> changed, RouteSet running, RouteSet wanted) {
    List<RouteProblem> problems = new ArrayList<>(wanted.problems());
    for (RouteDocument document : changed) {
      problems.addAll(needsRestart(document, running.document(document.file())));
    }
    // What needs a restart would fail on trial too, for reasons that only confuse.
    return problems.isEmpty() ? scratch.check(changed, wanted, false) : problems;
  }

  private static List<RouteProblem> needsRestart(
      RouteDocument wanted, Optional<RouteDocument> running) {
    List<RouteItem> before =
        running.map(document -> document.items(RouteItem.Kind.FIXED)).orElse(List.of());
    List<String> known = before.stream().map(RouteItem::canonical).toList();
    List<RouteProblem> problems = new ArrayList<>();
    for (RouteItem item : wanted.items(RouteItem.Kind.FIXED)) {
      if (!known.contains(item.canonical())) {
        problems.add(needsRestart(wanted.file(), item.firstLine(), item.type()));
      }
    }
    if (problems.isEmpty() && wanted.items(RouteItem.Kind.FIXED).size() < before.size()) {
      problems.add(needsRestart(wanted.file(), 1, before.get(0).type()));
    }
    return problems;
  }

  private static RouteProblem needsRestart(String file, int line, String type) {
    return RouteProblem.of(
        file,
        line,
        "an edited '" + type + "' needs a restart",
        "restart to apply it; routes, routeConfigurations and what is common to a file's routes are"
            + " followed while running");
  }
}
