package dev.caravan.camel.tap;

import dev.caravan.record.Burst;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Offer bursts to a bounded, counted hand-off, or take them from it.
 *
 * <p>The body is a {@link Burst} on both sides; a list of them for a taker that gathers.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "tap",
    title = "Tap",
    syntax = "tap:name",
    category = {Category.CORE, Category.MESSAGING})
public class TapEndpoint extends DefaultEndpoint {

  @UriPath(description = "Name of the hand-off.")
  @Metadata(required = true)
  private String name = "";

  @UriParam(
      description = "Bursts kept for a slow taker; the first to name the tap decides.",
      defaultValue = "1024")
  private int capacity = 1024;

  @UriParam(
      label = "consumer",
      description =
          "How long to leave bursts waiting once all were taken, so that a calm stream of them"
              + " does not wake a thread for each. 0 takes each at once.",
      defaultValue = "0",
      javaType = "java.time.Duration")
  private long pause;

  @UriParam(
      label = "consumer",
      description =
          "Whether all bursts that wait become one exchange: a list of them, oldest first, instead"
              + " of one burst.",
      defaultValue = "false")
  private boolean gather;

  public TapEndpoint(String uri, TapComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    return new Giver();
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Taker consumer = new Taker(processor);
    configureConsumer(consumer);
    return consumer;
  }

  private Tap<Burst> tap() {
    return ((TapComponent) getComponent()).tap(name, capacity);
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public int getCapacity() {
    return capacity;
  }

  public void setCapacity(int capacity) {
    this.capacity = capacity;
  }

  /** Milliseconds. */
  public long getPause() {
    return pause;
  }

  public void setPause(long pause) {
    this.pause = pause;
  }

  public boolean isGather() {
    return gather;
  }

  public void setGather(boolean gather) {
    this.gather = gather;
  }

  /** Offers each burst; whatever is no burst is left alone. */
  private final class Giver extends DefaultProducer {
    private final Tap<Burst> tap = tap();

    Giver() {
      super(TapEndpoint.this);
    }

    @Override
    public void process(Exchange exchange) {
      if (exchange.getMessage().getBody() instanceof Burst burst) {
        tap.offer(burst);
      }
    }
  }

  /** Takes bursts on a thread of its own. */
  private final class Taker extends DefaultConsumer {
    private final Tap<Burst> tap = tap();
    private @Nullable Thread thread;

    Taker(Processor processor) {
      super(TapEndpoint.this, processor);
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      tap.attend();
      Thread taking = new Thread(this::run, "tap-" + name);
      taking.setDaemon(true);
      thread = taking;
      taking.start();
    }

    @Override
    protected void doStop() throws Exception {
      tap.leave();
      Thread taking = thread;
      if (taking != null) {
        thread = null;
        taking.join(1000);
      }
      super.doStop();
    }

    private List<Burst> gathered(Burst first) {
      List<Burst> all = new ArrayList<>();
      all.add(first);
      tap.drainTo(all);
      return all;
    }

    private void run() {
      try {
        for (Burst burst = tap.take(); burst != null; burst = tap.take()) {
          Exchange exchange = createExchange(true);
          exchange.getMessage().setBody(gather ? gathered(burst) : burst);
          try {
            getProcessor().process(exchange);
          } catch (Exception e) {
            exchange.setException(e);
          }
          if (exchange.getException() != null) {
            getExceptionHandler()
                .handleException("burst was not routed", exchange, exchange.getException());
          }
          releaseExchange(exchange, true);
          tap.rest(pause);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
