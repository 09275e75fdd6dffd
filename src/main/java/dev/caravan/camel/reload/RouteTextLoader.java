package dev.caravan.camel.reload;

import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Hands one entry of a route file to a context's own YAML loader. */
final class RouteTextLoader {

  private RouteTextLoader() {}

  /** Adds, and starts if the context runs. */
  static void add(CamelContext context, RouteSet.Ref ref) throws Exception {
    Resource resource = ResourceHelper.fromString(ref.document().source().location(), ref.text());
    Collection<RoutesBuilder> builders =
        PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource));
    for (RoutesBuilder builder : builders) {
      context.addRoutes(builder);
    }
  }
}
