package dev.caravan.camel.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Brings a running context from one set of routes to another, or back.
 *
 * <p>Only what changed is stopped. Routes of one file stop together and start together, file by
 * file, so that a slow stop in one file does not keep another file's routes down. If one does not
 * start, all of this change is undone. Not thread-safe.
 */
final class RouteSwap {

  private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

  private final CamelContext live;
  private final Model model;
  private final Duration stopTimeout;

  /** Ids whose route should run but could not be started again. */
  private final Set<String> lost = new TreeSet<>();

  RouteSwap(CamelContext live, Duration stopTimeout) {
    this.live = live;
    this.model = live.getCamelContextExtension().getContextPlugin(Model.class);
    this.stopTimeout = stopTimeout;
  }

  Set<String> lost() {
    return Set.copyOf(lost);
  }

  /** The ids of a set's routes that its preconditions let run, as Camel decides. */
  Set<String> expected(RouteSet set) {
    return set.routes().values().stream()
        .filter(this::isIncluded)
        .map(RouteSet.Ref::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean isIncluded(RouteSet.Ref ref) {
    Optional<String> precondition = ref.item().value("precondition").map(ScalarNode::getValue);
    if (precondition.isEmpty()) {
      return true;
    }
    try {
      Predicate predicate =
          live.resolveLanguage("simple")
              .createPredicate(live.resolvePropertyPlaceholders(precondition.get()));
      predicate.initPredicate(live);
      return predicate.matches(new DefaultExchange(live));
    } catch (RuntimeException e) {
      LOG.warn("precondition not understood, the route is expected route={}", ref.id(), e);
      return true;
    }
  }

  /** What {@link #apply} would do. */
  SwapPlan plan(RouteSet running, RouteSet wanted) {
    return SwapPlan.between(running, wanted, lost);
  }

  /**
   * Loads into a context that holds none of these yet.
   *
   * @throws RouteProblemsException if the context runs and a route does not start
   */
  void load(RouteSet wanted) throws RouteProblemsException {
    List<RouteSet.Ref> all = new ArrayList<>(wanted.refs(RouteItem.Kind.CONFIGURATION));
    all.addAll(wanted.refs(RouteItem.Kind.FIXED));
    all.addAll(wanted.refs(RouteItem.Kind.ROUTE));
    for (RouteSet.Ref ref : all) {
      try {
        RouteTextLoader.add(live, ref);
      } catch (Exception e) {
        throw new RouteProblemsException(new BuildProblems(live, live).problems(ref, e));
      }
    }
  }

  /** Returns the problems for which everything was put back; none if the wanted routes run. */
  List<RouteProblem> apply(SwapPlan plan, RouteSet running, RouteSet wanted) {
    Change change = new Change(running, wanted);
    Optional<Failure> failure = change.make(plan);
    if (failure.isPresent()) {
      change.undo(plan);
      Failure f = failure.get();
      return withRestored(new BuildProblems(live, live).problems(f.ref(), f.cause()));
    }
    plan.changed().forEach(ref -> lost.remove(ref.id()));
    plan.removed().forEach(ref -> lost.remove(ref.id()));
    return List.of();
  }

  private List<RouteProblem> withRestored(List<RouteProblem> problems) {
    String outcome =
        lost.isEmpty()
            ? " (did not start; the old routes run again)"
            : " (did not start; LOST " + lost + ")";
    return problems.stream()
        .map(p -> new RouteProblem(p.file(), p.line(), p.message() + outcome, p.hint()))
        .toList();
  }

  private record Failure(RouteSet.Ref ref, Exception cause) {}

  /** One attempt, with what is needed to undo it. */
  private final class Change {

    private final RouteSet running;
    private final RouteSet wanted;
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<String> given = new LinkedHashSet<>();

    Change(RouteSet running, RouteSet wanted) {
      this.running = running;
      this.wanted = wanted;
    }

    Optional<Failure> make(SwapPlan plan) {
      Optional<Failure> failure = takeAll(plan.removed());
      if (failure.isEmpty() && plan.configurations()) {
        failure = configure(running, wanted);
      }
      for (List<RouteSet.Ref> ofFile : byFile(plan.changed())) {
        failure = failure.or(() -> takeAll(ofFile)).or(() -> giveAll(ofFile));
      }
      return failure.or(() -> giveAll(plan.added()));
    }

    void undo(SwapPlan plan) {
      for (String id : given) {
        try {
          take(id);
        } catch (Exception e) {
          LOG.warn("half-started route not removed route={} reason={}", id, e.getMessage());
        }
      }
      if (plan.configurations()) {
        configure(wanted, running)
            .ifPresent(
                f ->
                    LOG.error(
                        "old route configuration not restored configuration={}; restart",
                        f.ref().id(),
                        f.cause()));
      }
      Map<String, RouteSet.Ref> old = running.routes();
      for (String id : taken) {
        RouteSet.Ref ref = old.get(id);
        if (ref == null) {
          continue;
        }
        try {
          RouteTextLoader.add(live, ref);
          lost.remove(id);
        } catch (Exception e) {
          lost.add(id);
          LOG.error(
              "route lost: neither its new nor its old definition starts route={} file={}; correct"
                  + " the file or restart",
              id,
              ref.document().file(),
              e);
        }
      }
    }

    private Optional<Failure> takeAll(List<RouteSet.Ref> refs) {
      for (RouteSet.Ref ref : refs) {
        taken.add(ref.id());
        try {
          take(ref.id());
        } catch (Exception e) {
          return Optional.of(new Failure(ref, e));
        }
      }
      return Optional.empty();
    }

    private Optional<Failure> giveAll(List<RouteSet.Ref> refs) {
      for (RouteSet.Ref ref : refs) {
        given.add(ref.id());
        try {
          RouteTextLoader.add(live, ref);
        } catch (Exception e) {
          return Optional.of(new Failure(ref, e));
        }
      }
      return Optional.empty();
    }

    private Optional<Failure> configure(RouteSet from, RouteSet to) {
      // Running routes carry a copy of what they named; this changes only what starts from now on.
      Set<String> old =
          from.refs(RouteItem.Kind.CONFIGURATION).stream()
              .map(RouteSet.Ref::id)
              .collect(Collectors.toSet());
      model.getRouteConfigurationDefinitions().removeIf(d -> old.contains(d.getId()));
      for (RouteSet.Ref ref : to.refs(RouteItem.Kind.CONFIGURATION)) {
        model.getRouteConfigurationDefinitions().removeIf(d -> ref.id().equals(d.getId()));
        try {
          RouteTextLoader.add(live, ref);
        } catch (Exception e) {
          return Optional.of(new Failure(ref, e));
        }
      }
      return Optional.empty();
    }

    /** Stops and removes a route whatever state it is in. */
    private void take(String id) throws Exception {
      live.getRouteController().stopRoute(id, stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!live.removeRoute(id) && live.getRoute(id) != null) {
        throw new IllegalStateException(
            "route did not stop: route=" + id + " timeout=" + stopTimeout.toSeconds() + "s");
      }
      RouteDefinition definition = model.getRouteDefinition(id);
      if (definition != null) {
        model.removeRouteDefinition(definition);
      }
    }
  }

  private static List<List<RouteSet.Ref>> byFile(List<RouteSet.Ref> refs) {
    return List.copyOf(
        refs.stream()
            .collect(
                Collectors.groupingBy(
                    ref -> ref.document().file(), LinkedHashMap::new, Collectors.toList()))
            .values());
  }
}
