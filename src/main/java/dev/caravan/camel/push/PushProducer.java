package dev.caravan.camel.push;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Hands each message body, as UTF-8 text, to the hub of its path; the path is open while started.
 */
public class PushProducer extends DefaultProducer {
  private final PushHubs hubs;
  private final String path;
  private final PushLimits limits;

  // Null while not started; set by start, read by the route's thread.
  private volatile @Nullable PushHub hub;

  PushProducer(PushEndpoint endpoint, PushHubs hubs, String path, PushLimits limits) {
    super(endpoint);
    this.hubs = hubs;
    this.path = path;
    this.limits = limits;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    PushHub open = hub;
    byte[] message = exchange.getMessage().getMandatoryBody(byte[].class);
    if (open != null) {
      open.broadcast(message);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    hub = hubs.open(path, limits);
  }

  @Override
  protected void doStop() throws Exception {
    PushHub open = hub;
    hub = null;
    if (open != null) {
      hubs.close(open);
    }
    super.doStop();
  }
}
