package dev.caravan.camel.push;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Turns a push URI into an endpoint; all endpoints share the hubs that the web gate looks into. */
@Component("push")
public class PushComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(
      String uri, @Nullable String remaining, Map<String, Object> parameters) throws Exception {
    PushEndpoint endpoint = new PushEndpoint(uri, this);
    // The explicit YAML form (uri: push, parameters: path) leaves nothing behind the scheme.
    if (remaining != null && !remaining.isEmpty()) {
      endpoint.setPath(remaining);
    }
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** The hubs of this context; made here where nothing else bound them before. */
  PushHubs hubs() {
    PushHubs bound =
        getCamelContext().getRegistry().lookupByNameAndType(PushHubs.BEAN, PushHubs.class);
    if (bound == null) {
      bound = new PushHubs();
      getCamelContext().getRegistry().bind(PushHubs.BEAN, bound);
    }
    return bound;
  }
}
