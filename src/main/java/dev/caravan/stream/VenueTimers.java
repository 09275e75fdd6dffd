package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs a capture route's timers on its venue's event loop, so that a batch completed by time and
 * one completed by size can never overtake each other.
 *
 * <p>Whoever schedules here does not own the loop and cannot shut it down; {@link #cancelAll()}
 * ends what a route that goes away has left behind. Thread-safe.
 */
public final class VenueTimers extends AbstractExecutorService implements ScheduledExecutorService {

  private final EventLoop loop;
  private final Set<Future<?>> timers = ConcurrentHashMap.newKeySet();
  private volatile Runnable first = () -> {};

  public VenueTimers(EventLoop loop) {
    this.loop = requireNonNull(loop, "loop");
  }

  /**
   * What is done before each repeated timer runs: a batch that is completed by time then also holds
   * what was received since the last burst.
   */
  void runFirst(Runnable before) {
    first = requireNonNull(before, "before");
  }

  private Runnable behindFirst(Runnable task) {
    return () -> {
      first.run();
      task.run();
    };
  }

  /** Cancels every timer that is still set. */
  public void cancelAll() {
    timers.forEach(timer -> timer.cancel(false));
    timers.clear();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return remember(loop.schedule(task, delay, unit));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return remember(loop.schedule(task, delay, unit));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return remember(loop.scheduleAtFixedRate(behindFirst(task), initialDelay, period, unit));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return remember(loop.scheduleWithFixedDelay(behindFirst(task), initialDelay, delay, unit));
  }

  private <F extends io.netty.util.concurrent.ScheduledFuture<?>> F remember(F timer) {
    timers.add(timer);
    timer.addListener(done -> timers.remove(timer));
    return timer;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Does nothing but {@link #cancelAll()}: the loop belongs to the feed. */
  @Override
  public void shutdown() {
    cancelAll();
  }

  @Override
  public List<Runnable> shutdownNow() {
    cancelAll();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return loop.isShuttingDown();
  }

  @Override
  public boolean isTerminated() {
    return loop.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return loop.awaitTermination(timeout, unit);
  }
}
