package dev.caravan.camel.journal;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * Turns a URI into an endpoint; the journals themselves come from the registry and outlive every
 * route.
 */
@Component("journal")
public class JournalComponent extends DefaultComponent {

  public JournalComponent() {}

  public JournalComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    JournalEndpoint endpoint = new JournalEndpoint(uri, this);
    endpoint.setName(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** The process's journals. */
  Journals journals() {
    Journals journals = getCamelContext().getRegistry().findSingleByType(Journals.class);
    if (journals == null) {
      throw new IllegalStateException(
          "no journals in the registry; bind one "
              + Journals.class.getName()
              + " before routes start");
    }
    return journals;
  }
}
