package dev.caravan.camel.archive;

import dev.caravan.archive.ArchiveKeeper;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Turns a URI into the endpoint of one step of consolidation. */
@Component("archive")
public class ArchiveComponent extends DefaultComponent {

  public ArchiveComponent() {}

  public ArchiveComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    ArchiveEndpoint endpoint = new ArchiveEndpoint(uri, this);
    endpoint.setStep(remaining);
    setProperties(endpoint, parameters);
    endpoint.requireKnownStep();
    return endpoint;
  }

  /** Does the work. */
  ArchiveKeeper keeper() {
    ArchiveKeeper keeper = getCamelContext().getRegistry().findSingleByType(ArchiveKeeper.class);
    if (keeper == null) {
      throw new IllegalStateException(
          "no archive in the registry; bind one "
              + ArchiveKeeper.class.getName()
              + " before routes start");
    }
    return keeper;
  }
}
