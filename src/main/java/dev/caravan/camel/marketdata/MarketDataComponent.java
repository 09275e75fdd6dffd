package dev.caravan.camel.marketdata;

import dev.caravan.rest.InstrumentWatches;
import dev.caravan.stream.Feeds;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * Turns a URI into an endpoint; the feeds themselves come from the registry and outlive every
 * route.
 */
@Component("marketdata")
public class MarketDataComponent extends DefaultComponent {

  private final InstrumentWatches ownInstruments = InstrumentWatches.withoutLists();

  public MarketDataComponent() {}

  public MarketDataComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    MarketDataConfiguration configuration = new MarketDataConfiguration();
    configuration.setVenue(remaining);
    MarketDataEndpoint endpoint = new MarketDataEndpoint(uri, this, configuration);
    setProperties(endpoint, parameters);
    configuration.validate();
    return endpoint;
  }

  /** The process's watches over what venues list; without any, names count as written. */
  InstrumentWatches instruments() {
    InstrumentWatches shared =
        getCamelContext().getRegistry().findSingleByType(InstrumentWatches.class);
    return shared == null ? ownInstruments : shared;
  }

  /** The process's feeds. */
  Feeds feeds() {
    Feeds feeds = getCamelContext().getRegistry().findSingleByType(Feeds.class);
    if (feeds == null) {
      throw new IllegalStateException(
          "no feeds in the registry; bind one " + Feeds.class.getName() + " before routes start");
    }
    return feeds;
  }
}
