package dev.caravan.camel.incidents;

import dev.caravan.camel.health.CheckState;
import dev.caravan.camel.health.HealthChange;
import dev.caravan.camel.health.HealthChecks;
import dev.caravan.clock.NanoClock;
import dev.caravan.incident.Note;
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

/**
 * Reports each {@link HealthChange} to a {@link Watch} and gives it the time of day; puts each
 * {@link Note} into the incident file.
 *
 * <p>The watch begins with the first change: one that is told of none must not take what is open
 * for forgotten.
 */
public class IncidentsProducer extends DefaultProducer {

  private static final long TICK_MILLIS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(IncidentsProducer.class);

  private final IncidentsEndpoint endpoint;

  // Guarded by this; both set between the first change and the stop.
  private @Nullable Watch watch;
  private @Nullable ScheduledExecutorService timer;

  public IncidentsProducer(IncidentsEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    if (body instanceof Note note) {
      IncidentsComponent.log(endpoint.getCamelContext()).note(note);
      return;
    }
    if (!(body instanceof HealthChange change)) {
      throw new IllegalArgumentException(
          "incidents: the body must be a HealthChange, as from: health makes it, or a Note; it is "
              + (body == null ? "empty" : body.getClass().getName()));
    }
    Watch current = started(change.checkId());
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

  private synchronized Watch started(String checkId) {
    if (!isRunAllowed()) {
      throw new IllegalStateException("incidents: not started check=" + checkId);
    }
    Watch known = watch;
    if (known != null) {
      return known;
    }
    Watch begun =
        new Watch(
            IncidentsComponent.log(endpoint.getCamelContext()),
            NanoClock.system(),
            endpoint.rules(),
            this::latest);
    watch = begun;
    ScheduledExecutorService ticks =
        endpoint
            .getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "caravan-watch");
    timer = ticks;
    ticks.scheduleWithFixedDelay(
        () -> tick(begun), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return begun;
  }

  @Override
  protected synchronized void doStop() throws Exception {
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
