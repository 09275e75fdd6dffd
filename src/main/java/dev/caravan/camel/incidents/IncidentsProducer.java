package dev.caravan.camel.incidents;

import dev.caravan.camel.health.CheckState;
import dev.caravan.camel.health.HealthChange;
import dev.caravan.camel.health.HealthChecks;
import dev.caravan.clock.NanoClock;
import dev.caravan.incident.Watch;
import dev.caravan.incident.Watch.Trouble;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports each {@link HealthChange} to a {@link Watch} and gives it the time of day. */
public class IncidentsProducer extends DefaultProducer {

  private static final long TICK_MILLIS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(IncidentsProducer.class);

  private final IncidentsEndpoint endpoint;

  // Both set between start and stop.
  private volatile @Nullable Watch watch;
  private volatile @Nullable ScheduledExecutorService timer;

  public IncidentsProducer(IncidentsEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    if (!(body instanceof HealthChange change)) {
      throw new IllegalArgumentException(
          "incidents: the body must be a HealthChange, as from: health makes it; it is "
              + (body == null ? "empty" : body.getClass().getName()));
    }
    Watch current = watch;
    if (current == null) {
      throw new IllegalStateException("incidents: not started check=" + change.checkId());
    }
    if (change.up()) {
      current.up(change.checkId());
    } else {
      current.down(
          change.checkId(),
          new Trouble(
              change.severity(),
              change.message(),
              change.nextStep(),
              change.extent(),
              change.causes()));
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Watch started =
        new Watch(
            IncidentsComponent.log(endpoint.getCamelContext()),
            NanoClock.system(),
            endpoint.rules(),
            this::latest);
    watch = started;
    ScheduledExecutorService ticks =
        endpoint
            .getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "caravan-watch");
    timer = ticks;
    ticks.scheduleWithFixedDelay(
        () -> tick(started), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() throws Exception {
    ScheduledExecutorService ticks = timer;
    timer = null;
    watch = null;
    if (ticks != null) {
      endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(ticks, 2_000);
    }
    super.doStop();
  }

  private void tick(Watch current) {
    try {
      // What goes down because the daemon stops is no incident.
      if (endpoint.getCamelContext().getStatus().isStarted()) {
        current.tick();
      }
    } catch (RuntimeException e) {
      LOG.error("incidents not decided; decided again in {} ms", TICK_MILLIS, e);
    }
  }

  private Optional<Trouble> latest(String checkId) {
    return HealthChecks.current(endpoint.getCamelContext(), checkId)
        .filter(state -> !state.up())
        .map(IncidentsProducer::trouble);
  }

  private static Trouble trouble(CheckState state) {
    return new Trouble(
        state.severity(), state.message(), state.nextStep(), state.extent(), state.causes());
  }
}
