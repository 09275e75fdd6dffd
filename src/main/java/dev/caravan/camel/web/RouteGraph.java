package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.web.RouteStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;

/**
 * Reads from the running routes who gives to whom. Of an endpoint only what names it is told; its
 * other options, which may be secrets, never are.
 *
 * <p>Any thread.
 */
final class RouteGraph {
  private static final Pattern NAMING =
      Pattern.compile("[?&](?:name|path|venue|timerName)=([^&]*)");
  private static final int MOST_CHARACTERS = 80;

  private final CamelContext context;
  private final RouteCounts counts;
  private final Model model;

  RouteGraph(CamelContext context, RouteCounts counts) {
    this.context = requireNonNull(context, "context");
    this.counts = requireNonNull(counts, "counts");
    this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
  }

  /** The routes that exist now, in the order in which they were loaded. */
  List<RouteStatus> routes() {
    return context.getRoutes().stream().map(this::status).toList();
  }

  private RouteStatus status(Route route) {
    List<String> steps = new ArrayList<>();
    List<String> to = new ArrayList<>();
    String from = "";
    RouteDefinition definition = model.getRouteDefinition(route.getId());
    if (definition != null) {
      from = nameOf(definition.getInput().getEndpointUri());
      walk(definition.getOutputs(), steps, to);
    }
    ServiceStatus state = context.getRouteController().getRouteStatus(route.getId());
    RouteCounts.Counts counted = counts.of(route.getId());
    return new RouteStatus(
        route.getId(),
        route.getDescription() == null ? "" : route.getDescription(),
        from,
        steps,
        to,
        state == null ? "unknown" : state.name().toLowerCase(Locale.ROOT),
        counted.exchanges(),
        counted.failed());
  }

  private void walk(List<ProcessorDefinition<?>> outputs, List<String> steps, List<String> to) {
    for (ProcessorDefinition<?> step : outputs) {
      if (step.isAbstract()) {
        continue; // what happens on failure; the same for many routes
      }
      if (step instanceof SendDefinition<?> send) {
        to.add(nameOf(send.getEndpointUri()));
      } else if (step instanceof BeanDefinition bean) {
        steps.add(bean.getRef() + (bean.getMethod() == null ? "" : "." + bean.getMethod()));
      } else {
        steps.add(step.getShortName());
      }
      walk(step.getOutputs(), steps, to);
    }
  }

  /** {@code tap:live} of {@code tap?name=live&capacity=7}. */
  private String nameOf(String uri) {
    int query = uri.indexOf('?');
    String name = query < 0 ? uri : uri.substring(0, query);
    if (name.indexOf(':') < 0) {
      Matcher naming = NAMING.matcher(uri);
      name = naming.find() ? name + ":" + naming.group(1) : name;
    }
    String resolved;
    try {
      resolved = context.resolvePropertyPlaceholders(name);
    } catch (IllegalArgumentException e) {
      resolved = name;
    }
    return resolved.length() > MOST_CHARACTERS
        ? resolved.substring(0, MOST_CHARACTERS) + "…"
        : resolved;
  }
}
