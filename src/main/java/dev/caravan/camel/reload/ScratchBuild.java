package dev.caravan.camel.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds routes in a context that is initialised but never started, and reports what fails.
 *
 * <p>Initialising resolves endpoints, beans, properties and expressions and makes consumers and
 * producers; only starting opens anything. Each failing route is reported and left out of the next
 * try, so that one run finds the problems of all.
 */
final class ScratchBuild {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchBuild.class);

  private final CamelContext live;
  private final ScratchContextFactory factory;

  ScratchBuild(CamelContext live, ScratchContextFactory factory) {
    this.live = live;
    this.factory = factory;
  }

  /**
   * Builds the routes of some files beside the configurations of all.
   *
   * @param atStart true before anything was loaded: beans and the like are then built too
   */
  List<RouteProblem> check(Collection<RouteDocument> documents, RouteSet all, boolean atStart) {
    List<RouteProblem> problems = new ArrayList<>();
    Set<RouteItem> failed = new HashSet<>();
    while (true) {
      Optional<Failure> failure = tryOnce(documents, all, atStart, failed);
      if (failure.isEmpty()) {
        return problems;
      }
      problems.addAll(failure.get().problems());
      if (!failed.add(failure.get().item())) {
        return problems;
      }
    }
  }

  private record Failure(RouteItem item, List<RouteProblem> problems) {}

  private Optional<Failure> tryOnce(
      Collection<RouteDocument> documents, RouteSet all, boolean atStart, Set<RouteItem> failed) {
    CamelContext scratch;
    try {
      scratch = factory.create(live);
    } catch (Exception e) {
      throw new IllegalStateException("no context to check routes in: " + e.getMessage(), e);
    }
    try {
      return build(scratch, documents, all, atStart, failed);
    } finally {
      discard(scratch);
    }
  }

  private Optional<Failure> build(
      CamelContext scratch,
      Collection<RouteDocument> documents,
      RouteSet all,
      boolean atStart,
      Set<RouteItem> failed) {
    BuildProblems explain = new BuildProblems(live, scratch);
    List<RouteSet.Ref> entries = new ArrayList<>(all.refs(RouteItem.Kind.CONFIGURATION));
    if (atStart) {
      entries.addAll(all.refs(RouteItem.Kind.FIXED));
    }
    Set<RouteDocument> checked = Set.copyOf(documents);
    // One route per id: a second one would push the first out, and is a known problem already.
    all.routes().values().stream()
        .filter(ref -> checked.contains(ref.document()))
        .forEach(entries::add);
    entries.removeIf(ref -> failed.contains(ref.item()));
    for (RouteSet.Ref ref : entries) {
      try {
        RouteTextLoader.add(scratch, ref);
      } catch (Exception e) {
        return Optional.of(new Failure(ref.item(), explain.problems(ref, e)));
      }
    }
    try {
      scratch.init();
      return ignoredOptions(scratch, explain, entries);
    } catch (Exception e) {
      Optional<String> id = routeId(e);
      RouteSet.Ref ref =
          entries.stream()
              .filter(entry -> id.isPresent() && entry.id().equals(id.get()))
              .reduce((first, last) -> last)
              .orElse(entries.get(entries.size() - 1));
      return Optional.of(new Failure(ref.item(), explain.problems(ref, e)));
    }
  }

  private static Optional<Failure> ignoredOptions(
      CamelContext scratch, BuildProblems explain, List<RouteSet.Ref> entries) {
    Model model = scratch.getCamelContextExtension().getContextPlugin(Model.class);
    for (RouteSet.Ref ref : entries) {
      RouteDefinition route =
          ref.item().kind() == RouteItem.Kind.ROUTE ? model.getRouteDefinition(ref.id()) : null;
      if (route != null && route.getInput() != null) {
        List<RouteProblem> problems = explain.ofSource(ref, route.getInput().getEndpointUri());
        if (!problems.isEmpty()) {
          return Optional.of(new Failure(ref.item(), problems));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> routeId(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedToCreateRouteException failed && failed.getRouteId() != null) {
        return Optional.of(failed.getRouteId());
      } else if (cause instanceof FailedToStartRouteException failed) {
        return Optional.ofNullable(failed.getRouteId());
      }
    }
    return Optional.empty();
  }

  /**
   * Stops what the scratch owns. Stopping the context itself would also stop lent beans, such as an
   * aggregation strategy that is a service.
   */
  private void discard(CamelContext scratch) {
    for (String name : List.copyOf(scratch.getComponentNames())) {
      Component component = scratch.hasComponent(name);
      try {
        ServiceHelper.stopAndShutdownService(component);
      } catch (RuntimeException e) {
        LOG.debug("component of the reload check did not stop component={}", name, e);
      }
    }
    ServiceHelper.stopAndShutdownService(scratch.getExecutorServiceManager());
    for (CamelContextAware bean : live.getRegistry().findByType(CamelContextAware.class)) {
      if (bean.getCamelContext() == scratch) {
        bean.setCamelContext(live);
      }
    }
  }
}
