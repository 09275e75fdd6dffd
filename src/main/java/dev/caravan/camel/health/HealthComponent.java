package dev.caravan.camel.health;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Makes the endpoints of {@code from: health}. */
@Component("health")
public class HealthComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    HealthEndpoint endpoint = new HealthEndpoint(uri, this);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
