package dev.caravan.camel.tap;

import dev.caravan.record.Burst;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Keeps one tap per name; taps outlive routes, so that their counters do. */
@Component("tap")
public class TapComponent extends DefaultComponent {

  private final Map<String, Tap<Burst>> taps = new ConcurrentSkipListMap<>();

  public TapComponent() {}

  public TapComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    TapEndpoint endpoint = new TapEndpoint(uri, this);
    endpoint.setName(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  Tap<Burst> tap(String name, int capacity) {
    return taps.computeIfAbsent(name, absent -> new Tap<>(capacity, Burst::byteCount));
  }

  /** All taps by name. */
  public Map<String, Tap<Burst>> taps() {
    return Map.copyOf(taps);
  }
}
