package dev.caravan.camel.marketdata;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.rest.InstrumentWatch;
import dev.caravan.stream.Feed;
import java.util.Collection;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a route to the venue's running feed; each burst becomes one exchange.
 *
 * <p>{@link Suspendable}, because only then does a stopping route complete its open aggregate
 * before the consumer is gone. Exchanges are made and routed on the feed's event loop.
 */
class MarketDataConsumer extends DefaultConsumer implements Suspendable {

  private @Nullable Feed feed;

  MarketDataConsumer(MarketDataEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
  }

  @Override
  public MarketDataEndpoint getEndpoint() {
    return (MarketDataEndpoint) super.getEndpoint();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    MarketDataConfiguration configuration = getEndpoint().getConfiguration();
    attach(watch().select(configuration.selection()));
  }

  @Override
  protected void doResume() throws Exception {
    attach(watch().wanted());
    super.doResume();
  }

  @Override
  protected void doSuspend() throws Exception {
    detach();
    super.doSuspend();
  }

  @Override
  protected void doStop() throws Exception {
    detach();
    getEndpoint()
        .getComponent()
        .feeds()
        .timers(getEndpoint().getConfiguration().getVenue())
        .cancelAll();
    super.doStop();
  }

  private InstrumentWatch watch() {
    MarketDataEndpoint endpoint = getEndpoint();
    return endpoint.getComponent().instruments().watch(endpoint.getConfiguration().getVenue());
  }

  /** Begins with what is known; what the venue's list brings or takes comes later. */
  private void attach(Collection<StreamId> known) {
    MarketDataEndpoint endpoint = getEndpoint();
    Feed taken = endpoint.getComponent().feeds().feed(endpoint.getConfiguration().getVenue());
    taken.attach(this::onBurst, known);
    feed = taken;
    watch().follow(taken::want);
  }

  private void detach() {
    Feed held = feed;
    if (held != null) {
      feed = null;
      watch().unfollow();
      held.detach();
    }
  }

  private void onBurst(Burst burst) {
    Exchange exchange = createExchange(true);
    exchange.getMessage().setBody(burst);
    exchange.getMessage().setHeader(MarketDataConstants.VENUE, burst.venue());
    exchange.getMessage().setHeader(MarketDataConstants.RECEIVE_TIME_NS, burst.receiveTimeNs(0));
    try {
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    if (exchange.getException() != null) {
      getExceptionHandler()
          .handleException(
              "burst was not routed: records=" + burst.size(), exchange, exchange.getException());
    }
    releaseExchange(exchange, true);
  }
}
