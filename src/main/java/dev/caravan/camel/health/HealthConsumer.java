package dev.caravan.camel.health;

import dev.caravan.incident.Incident.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the health checks every period on its own thread and routes what changed.
 *
 * <p>A change is that a check goes down or comes up, or that it concerns more or fewer things. The
 * first round, after the context has started, routes every check, up or down, so that what was
 * wrong before a restart can be found over. While the context stops nothing is asked: a stop is not
 * an incident. A change whose route failed is routed again in the next round. A check that
 * disappears while down counts as up.
 */
public class HealthConsumer extends DefaultConsumer {

  private static final Logger LOG = LoggerFactory.getLogger(HealthConsumer.class);

  private final HealthEndpoint endpoint;

  // Set between start and stop.
  private volatile @Nullable ScheduledExecutorService timer;

  /** What the route was told of a check. */
  private record Told(boolean isUp, long extent) {
    static Told of(HealthChange change) {
      return new Told(change.up(), change.up() ? 0 : change.extent());
    }
  }

  // Poll thread only: what the route was told.
  private final Map<String, Told> told = new HashMap<>();
  // Poll thread only: checks whose change could not be routed, logged once.
  private final Set<String> failing = new HashSet<>();

  public HealthConsumer(HealthEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    ScheduledExecutorService started =
        endpoint
            .getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "caravan-health");
    timer = started;
    started.execute(told::clear);
    long period = endpoint.getPeriod().toNanos();
    started.scheduleWithFixedDelay(this::poll, 0, period, TimeUnit.NANOSECONDS);
  }

  @Override
  protected void doStop() throws Exception {
    ScheduledExecutorService stopped = timer;
    timer = null;
    if (stopped != null) {
      endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(stopped, 2_000);
    }
    super.doStop();
  }

  private void poll() {
    try {
      if (!endpoint.getCamelContext().getStatus().isStarted() || !isRunAllowed()) {
        return;
      }
      Set<String> present = new HashSet<>();
      for (CheckState state : HealthChecks.current(endpoint.getCamelContext())) {
        present.add(state.id());
        HealthChange change = HealthChange.to(state);
        if (!Told.of(change).equals(told.get(state.id()))) {
          route(change);
        }
      }
      for (String gone : Set.copyOf(told.keySet())) {
        if (!present.contains(gone)) {
          disappeared(gone);
        }
      }
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("health checks not asked; asked again in {}", endpoint.getPeriod(), e);
    }
  }

  private void disappeared(String id) {
    if (isToldUp(id)) {
      told.remove(id);
      return;
    }
    route(
        new HealthChange(
            id, true, "no longer checked", Severity.INFO, HealthChecks.DEFAULT_NEXT_STEP));
    if (isToldUp(id)) {
      told.remove(id);
    }
  }

  private boolean isToldUp(String id) {
    Told known = told.get(id);
    return known != null && known.isUp;
  }

  private void route(HealthChange change) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getIn().setBody(change);
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    try {
      Exception failure = exchange.getException();
      if (failure == null) {
        told.put(change.checkId(), Told.of(change));
        failing.remove(change.checkId());
      } else if (failing.add(change.checkId())) {
        LOG.error(
            "health change not routed check={} up={}; routed again every {} ms until it is",
            change.checkId(),
            change.up(),
            endpoint.getPeriod().toMillis(),
            failure);
      }
    } finally {
      releaseExchange(exchange, false);
    }
  }
}
