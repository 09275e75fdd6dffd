package dev.caravan.camel.journal;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each rotated segment to its route: one at a time and in order per journal, journals side by
 * side within the number of workers, again after a wait while the route fails.
 *
 * <p>At its start it is told of every segment that an earlier run left unsealed, so a crash loses
 * no event.
 */
class JournalConsumer extends DefaultConsumer implements ShutdownAware {

  private static final Logger LOG = LoggerFactory.getLogger(JournalConsumer.class);
  private static final long FIRST_RETRY_MS = 1_000;
  private static final long LONGEST_RETRY_MS = 60_000;

  private final Map<String, SealQueue> queues = new ConcurrentHashMap<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private volatile @Nullable ScheduledExecutorService workers;

  JournalConsumer(JournalEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
  }

  @Override
  public JournalEndpoint getEndpoint() {
    return (JournalEndpoint) super.getEndpoint();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Journals journals = getEndpoint().journals();
    workers =
        Executors.newScheduledThreadPool(
            journals.sealWorkers(),
            task -> {
              Thread thread = new Thread(task, "seal");
              thread.setDaemon(true);
              return thread;
            });
    journals.listen(this, this::onRotated);
  }

  @Override
  protected void doStop() throws Exception {
    getEndpoint().journals().forget(this);
    ScheduledExecutorService running = workers;
    if (running != null) {
      running.shutdown();
      workers = null;
    }
    queues.clear();
    super.doStop();
  }

  private void onRotated(String journal, Path segment) {
    if (getEndpoint().matches(journal)) {
      SealQueue queue = queues.computeIfAbsent(journal, name -> new SealQueue());
      if (queue.add(segment)) {
        submit(journal, queue, 0);
      }
    }
  }

  private void submit(String journal, SealQueue queue, long delayMs) {
    ScheduledExecutorService running = workers;
    if (running == null) {
      queue.stopped();
      return;
    }
    try {
      running.schedule(() -> work(journal, queue), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      queue.stopped();
    }
  }

  private void work(String journal, SealQueue queue) {
    for (Path segment = queue.next(); segment != null; segment = queue.next()) {
      if (workers == null) {
        queue.stopped();
        return;
      }
      Throwable failure = route(journal, segment);
      if (failure != null) {
        int count = failures.merge(journal, 1, Integer::sum);
        getEndpoint().journals().sealFailed(journal, segment, count, failure);
        long delayMs = Math.min(FIRST_RETRY_MS << Math.min(count - 1, 10), LONGEST_RETRY_MS);
        LOG.error(
            "segment not sealed, tried again later journal={} segment={} attempt={} retryMs={} reason={}",
            journal,
            segment.getFileName(),
            count,
            delayMs,
            failure.toString());
        submit(journal, queue, delayMs);
        return;
      }
      failures.remove(journal);
      getEndpoint().journals().sealed(journal);
      queue.done(segment);
    }
  }

  private @Nullable Throwable route(String journal, Path segment) {
    Exchange exchange = createExchange(true);
    try {
      exchange.getMessage().setBody(segment);
      exchange.getMessage().setHeader(JournalConstants.JOURNAL, journal);
      getProcessor().process(exchange);
      return exchange.getException();
    } catch (Exception e) {
      return e;
    } finally {
      releaseExchange(exchange, true);
    }
  }

  @Override
  public boolean deferShutdown(ShutdownRunningTask task) {
    return true;
  }

  @Override
  public int getPendingExchangesSize() {
    return queues.entrySet().stream()
        .filter(entry -> !failures.containsKey(entry.getKey()))
        .mapToInt(entry -> entry.getValue().size())
        .sum();
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {}
}
