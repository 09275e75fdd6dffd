package dev.caravan.camel.incidents;

import dev.caravan.incident.IncidentLog;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;

/** Makes the endpoints of {@code incidents}; the one {@link IncidentLog} is a bean. */
@Component("incidents")
public class IncidentsComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    IncidentsEndpoint endpoint = new IncidentsEndpoint(uri, this);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** Looked up at start, so that routes can be built where there is none. */
  static IncidentLog log(CamelContext context) {
    IncidentLog log = CamelContextHelper.findSingleByType(context, IncidentLog.class);
    if (log == null) {
      throw new IllegalStateException(
          "incidents: no IncidentLog is registered; bind one to the registry before the start");
    }
    return log;
  }
}
