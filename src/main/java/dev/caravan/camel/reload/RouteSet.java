package dev.caravan.camel.reload;

import dev.caravan.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.support.PatternHelper;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Holds the route files that belong together: those that run, or those that would run after an
 * edit. Immutable.
 */
final class RouteSet {

  /** One entry of one file. */
  record Ref(RouteDocument document, RouteItem item) {
    String id() {
      return item.id().orElse("");
    }

    /** The text to load for this entry alone, with its file's scope and its own line numbers. */
    String text() {
      List<RouteItem> wanted = new ArrayList<>();
      if (item.kind() == RouteItem.Kind.ROUTE) {
        wanted.addAll(document.items(RouteItem.Kind.SCOPE));
      }
      wanted.add(item);
      return document.only(wanted);
    }
  }

  private final Map<String, RouteDocument> byFile;

  private RouteSet(Map<String, RouteDocument> byFile) {
    this.byFile = byFile;
  }

  static RouteSet empty() {
    return new RouteSet(Map.of());
  }

  RouteSet with(RouteDocument document) {
    Map<String, RouteDocument> next = new TreeMap<>(byFile);
    next.put(document.file(), document);
    return new RouteSet(next);
  }

  RouteSet without(String file) {
    Map<String, RouteDocument> next = new TreeMap<>(byFile);
    next.remove(file);
    return new RouteSet(next);
  }

  Collection<RouteDocument> documents() {
    return byFile.values();
  }

  Optional<RouteDocument> document(String file) {
    return Optional.ofNullable(byFile.get(file));
  }

  List<Ref> refs(RouteItem.Kind kind) {
    List<Ref> refs = new ArrayList<>();
    for (RouteDocument document : byFile.values()) {
      document.items(kind).forEach(item -> refs.add(new Ref(document, item)));
    }
    return refs;
  }

  /** The routes by id, in the order of files and lines. */
  Map<String, Ref> routes() {
    Map<String, Ref> routes = new LinkedHashMap<>();
    refs(RouteItem.Kind.ROUTE).forEach(ref -> routes.putIfAbsent(ref.id(), ref));
    return routes;
  }

  /**
   * All that decides what a route does: its own text, its file's scope, and the configurations it
   * names, wherever they stand. Equal means that the running route is still right.
   */
  String definition(Ref route) {
    StringBuilder definition = new StringBuilder();
    route.document().items(RouteItem.Kind.SCOPE).forEach(item -> append(definition, item));
    append(definition, route.item());
    for (Ref configuration : refs(RouteItem.Kind.CONFIGURATION)) {
      if (applies(configuration.item(), route.item())) {
        append(definition, configuration.item());
      }
    }
    return definition.toString();
  }

  private static void append(StringBuilder definition, RouteItem item) {
    definition.append(item.canonical()).append('\n');
  }

  /** As Camel does: by pattern where a route names some, else the one named {@code *}. */
  private static boolean applies(RouteItem configuration, RouteItem route) {
    List<String> named = namedConfigurations(route);
    if (named.isEmpty()) {
      return configuration.id().map("*"::equals).orElse(false);
    }
    return configuration.id().isPresent()
        && named.stream()
            .anyMatch(name -> PatternHelper.matchPattern(configuration.id().orElseThrow(), name));
  }

  private static List<String> namedConfigurations(RouteItem route) {
    return route.value("routeConfigurationId").map(ScalarNode::getValue).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .toList();
  }

  /** What is wrong between the files, without building anything. */
  List<RouteProblem> problems() {
    List<RouteProblem> problems = new ArrayList<>();
    Map<String, Ref> seen = new LinkedHashMap<>();
    Map<String, Ref> configurations = new LinkedHashMap<>();
    for (Ref ref : refs(RouteItem.Kind.CONFIGURATION)) {
      if (ref.id().isEmpty()) {
        problems.add(
            RouteProblem.of(
                ref.document().file(),
                ref.item().firstLine(),
                "the routeConfiguration has no id, so an edit could not find it again",
                "give it an id; '*' applies to every route that names none"));
      }
      reportDouble(ref, configurations, "routeConfiguration", problems);
    }
    for (Ref route : refs(RouteItem.Kind.ROUTE)) {
      if (route.id().isEmpty() || route.id().contains("{{")) {
        problems.add(
            RouteProblem.of(
                route.document().file(),
                route.item().firstLine(),
                "the route has no fixed id, so an edit could not find it again",
                "write it as '- route:' with 'id: verb-object' below"));
        continue;
      }
      reportDouble(route, seen, "route", problems);
      unknownConfigurations(route, configurations.keySet(), problems);
    }
    return problems;
  }

  private static void reportDouble(
      Ref ref, Map<String, Ref> seen, String what, List<RouteProblem> problems) {
    Ref first = seen.putIfAbsent(ref.id(), ref);
    if (first != null && !ref.id().isEmpty()) {
      Node id = ref.item().value("id").map(Node.class::cast).orElse(ref.item().node());
      problems.add(
          RouteProblem.of(
              ref.document().file(),
              RouteDocument.line(id),
              what + " id '" + ref.id() + "' is taken",
              "it is used in " + first.document().file() + ":" + first.item().firstLine()));
    }
  }

  private static void unknownConfigurations(
      Ref route, Set<String> known, List<RouteProblem> problems) {
    Optional<ScalarNode> value = route.item().value("routeConfigurationId");
    if (value.isEmpty() || value.get().getValue().contains("{{")) {
      return;
    }
    for (String name : namedConfigurations(route.item())) {
      if (known.stream().noneMatch(id -> PatternHelper.matchPattern(id, name))) {
        problems.add(
            new RouteProblem(
                route.document().file(),
                RouteDocument.line(value.get()),
                "no routeConfiguration matches '" + name + "'",
                Nearest.hint(name, new TreeSet<>(known))));
      }
    }
  }
}
