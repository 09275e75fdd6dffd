package dev.caravan.camel.incidents;

import dev.caravan.incident.IncidentLog;
import dev.caravan.incident.Notice;
import dev.caravan.incident.QuietHours;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers incident events to its route one after the other, on its own thread, until each is
 * acknowledged.
 *
 * <p>A notice is one event, or several that quiet hours or a mute held back. It is acknowledged
 * when the route completed without an exception. A failure is tried again here, for ever and in
 * order, as {@link DeliveryPolicy} says; a hopeless one is logged and dropped, so that later events
 * are not blocked. The exception itself is never logged: it may show an address with a secret.
 *
 * <p>A delivery that is cut by a stop is not acknowledged and is made again at the next start.
 */
public class IncidentsConsumer extends DefaultConsumer {

  private static final Duration STOP_WAIT = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration AFTER_OWN_FAILURE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(IncidentsConsumer.class);

  private final IncidentsEndpoint endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable listener = this::wakeUp;

  // Guarded by lock.
  private boolean isRunning;
  private boolean hasNews;

  // Set at start.
  private Optional<QuietHours> quiet = Optional.empty();

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
    quiet = endpoint.quiet();
    found.attach(name, endpoint.kinds());
    MeterRegistry meters =
        CamelContextHelper.findSingleByType(endpoint.getCamelContext(), MeterRegistry.class);
    if (meters != null) {
      DeliveryMeters.register(meters, found, name);
    }
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
      attached.detach(consumerName());
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
        Optional<Notice> next = incidents.next(name, quiet);
        if (next.isEmpty()) {
          awaitNews(incidents.pending(name) > 0);
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

  private void deliver(IncidentLog incidents, String name, Notice notice)
      throws InterruptedException {
    if (hasAttempted) {
      pause(endpoint.getInterval().minusNanos(System.nanoTime() - lastAttemptNanos));
      if (!isRunning()) {
        return;
      }
    }
    incidents.attempting(name, notice);
    Optional<Exception> failure = route(notice);
    hasAttempted = true;
    lastAttemptNanos = System.nanoTime();
    if (failure.isEmpty()) {
      incidents.delivered(name, notice);
      LOG.info(
          "incident told consumer={} id={} event={} attempts={}",
          name,
          notice.first().incident().id(),
          notice.word(),
          failedAttempts + 1);
      failedAttempts = 0;
      return;
    }
    DeliveryFailure reason = DeliveryFailure.of(failure.get());
    if (!reason.mayBeTold()) {
      incidents.notTold(name, notice);
    }
    if (isRunning()) {
      failed(incidents, name, notice, reason);
    }
  }

  private void failed(IncidentLog incidents, String name, Notice notice, DeliveryFailure failure)
      throws InterruptedException {
    failedAttempts++;
    DeliveryPolicy policy = new DeliveryPolicy(endpoint.getBackoff(), endpoint.getMaxBackoff());
    Optional<Duration> delay = policy.delayAfter(failure, failedAttempts);
    if (delay.isEmpty()) {
      LOG.error(
          "incident not told, dropped consumer={} id={} event={} attempts={} status={} reason=\"{}\";"
              + " check the configuration of this channel",
          name,
          notice.first().incident().id(),
          notice.word(),
          failedAttempts,
          failure.status(),
          failure.description());
      incidents.dropped(name, notice, "status=" + failure.status() + " " + failure.description());
      failedAttempts = 0;
      return;
    }
    incidents.failing(name, failure.description());
    // The first failure is news; that it goes on is not.
    LOG.atLevel(failedAttempts == 1 ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
        .log(
            "incident not told consumer={} id={} event={} attempts={} status={} reason=\"{}\";"
                + " tried again in {} ms",
            name,
            notice.first().incident().id(),
            notice.word(),
            failedAttempts,
            failure.status(),
            failure.description(),
            delay.get().toMillis());
    pause(delay.get());
  }

  private Optional<Exception> route(Notice notice) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getIn().setBody(notice);
      exchange.getIn().setHeader(IncidentsConstants.EVENT, notice.word());
      exchange.getIn().setHeader(IncidentsConstants.ID, notice.first().incident().id());
      exchange.getIn().setHeader(IncidentsConstants.SEVERITY, notice.severity().name());
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

  /** What is held back becomes due without any news. */
  private void awaitNews(boolean isHoldingBack) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LOOK_AGAIN.toNanos();
      while (isRunning && !hasNews && left > 0) {
        if (isHoldingBack) {
          left = changed.awaitNanos(left);
        } else {
          changed.await();
        }
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
