package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives any thread a recent picture of a feed, and troubles the event loop only for a newer one.
 *
 * <p>Any thread.
 */
final class LatestStatus {

  private static final Logger LOG = LoggerFactory.getLogger(LatestStatus.class);
  private static final long FRESH_ENOUGH_NS = 250_000_000L;
  private static final long WAIT_MS = 500;

  private final String venue;
  private final EventLoop loop;
  private final Supplier<FeedStatus> picture;

  /** Null until the first was taken; set by the event loop. */
  private volatile @Nullable FeedStatus last;

  private volatile long lastNs;

  /**
   * Knows nothing yet.
   *
   * @param picture takes a picture; called on the event loop
   */
  LatestStatus(String venue, EventLoop loop, Supplier<FeedStatus> picture) {
    this.venue = requireNonNull(venue, "venue");
    this.loop = requireNonNull(loop, "loop");
    this.picture = requireNonNull(picture, "picture");
  }

  /** A recent picture; never older than what the event loop can give within half a second. */
  FeedStatus get() {
    FeedStatus known = last;
    if (known != null && System.nanoTime() - lastNs < FRESH_ENOUGH_NS) {
      return known;
    }
    if (loop.inEventLoop()) {
      return refresh();
    }
    try {
      return loop.submit(this::refresh).get(WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      LOG.debug("status of the feed is late venue={} reason={}", venue, e.toString());
    }
    return known != null
        ? known
        : new FeedStatus(
            venue, false, false, "its event loop does not answer", 0, 0, List.of(), List.of());
  }

  /** Takes a picture now; event loop only. */
  FeedStatus refresh() {
    FeedStatus taken = picture.get();
    last = taken;
    lastNs = System.nanoTime();
    return taken;
  }

  /** What was known is no longer true. */
  void outdate() {
    lastNs = System.nanoTime() - FRESH_ENOUGH_NS;
  }
}
