package dev.caravan.camel.segment;

import dev.caravan.manifest.SegmentSealer;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Turns a URI into the endpoint of one sealing step. */
@Component("segment")
public class SegmentComponent extends DefaultComponent {

  public SegmentComponent() {}

  public SegmentComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SegmentEndpoint endpoint = new SegmentEndpoint(uri, this);
    endpoint.setStep(remaining);
    setProperties(endpoint, parameters);
    endpoint.requireKnownStep();
    return endpoint;
  }

  /** Does the work. */
  SegmentSealer sealer() {
    SegmentSealer sealer = getCamelContext().getRegistry().findSingleByType(SegmentSealer.class);
    if (sealer == null) {
      throw new IllegalStateException(
          "no sealer in the registry; bind one "
              + SegmentSealer.class.getName()
              + " before routes start");
    }
    return sealer;
  }
}
