package dev.caravan.camel.incidents;

import dev.caravan.incident.IncidentEvent;
import dev.caravan.incident.IncidentLog;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers incident events to its route one after the other, on its own thread, until each is
 * acknowledged.
 *
 * <p>An event is acknowledged when the route completed without an exception. A failure is tried
 * again here, for ever and in order, as {@link DeliveryPolicy} says; a hopeless one is logged and
 * dropped, so that later events are not blocked. The exception itself is never logged: it may show
 * an address with a secret.
 *
 * <p>A delivery that is cut by a stop is not acknowledged and is made again at the next start.
 */
public class IncidentsConsumer extends DefaultConsumer {

  private static final Duration STOP_WAIT = Duration.ofSeconds(2);
  private static final Duration AFTER_OWN_FAILURE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(IncidentsConsumer.class);

  private final IncidentsEndpoint endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable listener = this::wakeUp;

  // Guarded by lock.
  private boolean isRunning;
  private boolean hasNews;

  // Set between start and stop.
  private @Nullable Thread thread;
  private @Nullable IncidentLog log;

  // Delivery thread only: the failed attempts of the event at hand, and when the last one ended.
  private int failedAttempts;
  private long lastAttemptNanos;
  private boolean hasAttempted;

  public IncidentsConsumer(IncidentsEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
  }

  private String consumerName() {
    if (!endpoint.getConsumer().isBlank()) {
      return endpoint.getConsumer();
    }
    String route = getRouteId();
    return route == null ? endpoint.getName() : route;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    IncidentLog found = IncidentsComponent.log(endpoint.getCamelContext());
    String name = consumerName();
    found.attach(name, endpoint.kinds());
    lock.lock();
    try {
      isRunning = true;
      hasNews = true;
    } finally {
      lock.unlock();
    }
    found.addListener(listener);
    log = found;
    Thread started = new Thread(() -> run(found, name), "caravan-incidents-" + name);
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  @Override
  protected void doStop() throws Exception {
    lock.lock();
    try {
      isRunning = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    IncidentLog attached = log;
    log = null;
    if (attached != null) {
      attached.removeListener(listener);
    }
    Thread stopped = thread;
    thread = null;
    if (stopped != null && stopped != Thread.currentThread()) {
      stopped.join(STOP_WAIT.toMillis());
      if (stopped.isAlive()) {
        stopped.interrupt();
        stopped.join(STOP_WAIT.toMillis());
      }
    }
    super.doStop();
  }

  private void run(IncidentLog incidents, String name) {
    while (isRunning()) {
      try {
        Optional<IncidentEvent> next = incidents.next(name);
        if (next.isEmpty()) {
          awaitNews();
        } else {
          deliver(incidents, name, next.get());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error(
            "incident delivery failed inside consumer={} reason={}; tried again in {} s",
            name,
            DeliveryFailure.of(e).description(),
            AFTER_OWN_FAILURE.toSeconds());
        try {
          pause(AFTER_OWN_FAILURE);
        } catch (InterruptedException stop) {
          return;
        }
      }
    }
  }

  private void deliver(IncidentLog incidents, String name, IncidentEvent event)
      throws InterruptedException {
    if (hasAttempted) {
      pause(endpoint.getInterval().minusNanos(System.nanoTime() - lastAttemptNanos));
      if (!isRunning()) {
        return;
      }
    }
    Optional<Exception> failure = route(event);
    hasAttempted = true;
    lastAttemptNanos = System.nanoTime();
    if (failure.isEmpty()) {
      incidents.delivered(name, event);
      LOG.info(
          "incident told consumer={} id={} event={} attempts={}",
          name,
          event.incident().id(),
          word(event),
          failedAttempts + 1);
      failedAttempts = 0;
    } else if (isRunning()) {
      failed(incidents, name, event, DeliveryFailure.of(failure.get()));
    }
  }

  private void failed(
      IncidentLog incidents, String name, IncidentEvent event, DeliveryFailure failure)
      throws InterruptedException {
    failedAttempts++;
    DeliveryPolicy policy = new DeliveryPolicy(endpoint.getBackoff(), endpoint.getMaxBackoff());
    Optional<Duration> delay = policy.delayAfter(failure, failedAttempts);
    if (delay.isEmpty()) {
      LOG.error(
          "incident not told, dropped consumer={} id={} event={} attempts={} status={} reason=\"{}\";"
              + " check the configuration of this channel",
          name,
          event.incident().id(),
          word(event),
          failedAttempts,
          failure.status(),
          failure.description());
      incidents.dropped(name, event, "status=" + failure.status() + " " + failure.description());
      failedAttempts = 0;
      return;
    }
    // The first failure is news; that it goes on is not.
    LOG.atLevel(failedAttempts == 1 ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
        .log(
            "incident not told consumer={} id={} event={} attempts={} status={} reason=\"{}\";"
                + " tried again in {} ms",
            name,
            event.incident().id(),
            word(event),
            failedAttempts,
            failure.status(),
            failure.description(),
            delay.get().toMillis());
    pause(delay.get());
  }

  private Optional<Exception> route(IncidentEvent event) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getIn().setBody(event);
      exchange.getIn().setHeader(IncidentsConstants.EVENT, word(event));
      exchange.getIn().setHeader(IncidentsConstants.ID, event.incident().id());
      exchange.getIn().setHeader(IncidentsConstants.SEVERITY, event.incident().severity().name());
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    try {
      return Optional.ofNullable(exchange.getException());
    } finally {
      releaseExchange(exchange, false);
    }
  }

  private static String word(IncidentEvent event) {
    return event.kind().name().toLowerCase(Locale.ROOT);
  }

  private boolean isRunning() {
    lock.lock();
    try {
      return isRunning;
    } finally {
      lock.unlock();
    }
  }

  private void wakeUp() {
    lock.lock();
    try {
      hasNews = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitNews() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (isRunning && !hasNews) {
        changed.await();
      }
      hasNews = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits this long, or until the stop; news do not end it. */
  private void pause(Duration duration) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = duration.toNanos();
      while (isRunning && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
