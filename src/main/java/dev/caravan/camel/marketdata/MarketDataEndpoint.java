package dev.caravan.camel.marketdata;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Receive market data of a venue over its WebSocket, one exchange per socket read.
 *
 * <p>The body is a {@link dev.caravan.record.Burst}: the ordered records of the read.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "marketdata",
    title = "Market Data",
    syntax = "marketdata:venue",
    consumerOnly = true,
    remote = true,
    category = {Category.MESSAGING},
    headersClass = MarketDataConstants.class)
public class MarketDataEndpoint extends DefaultEndpoint {

  @UriParam private MarketDataConfiguration configuration;

  public MarketDataEndpoint(
      String uri, MarketDataComponent component, MarketDataConfiguration configuration) {
    super(uri, component);
    this.configuration = configuration;
  }

  public MarketDataConfiguration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(MarketDataConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException(
        "market data is received, not sent: " + getEndpointUri());
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    MarketDataConsumer consumer = new MarketDataConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public MarketDataComponent getComponent() {
    return (MarketDataComponent) super.getComponent();
  }
}
