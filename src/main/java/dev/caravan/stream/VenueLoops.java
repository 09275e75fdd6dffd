package dev.caravan.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Gives each venue its one event loop, and all of them a place to look up names without stopping a
 * loop.
 *
 * <p>Thread-safe.
 */
public final class VenueLoops implements AutoCloseable {

  private final Map<String, EventLoopGroup> groups = new ConcurrentHashMap<>();
  private final Map<String, VenueTimers> timers = new ConcurrentHashMap<>();
  private final ExecutorService resolver =
      Executors.newCachedThreadPool(new DefaultThreadFactory("resolve", true));

  /** The loop of a venue; made when first asked for. */
  public EventLoop loop(String venue) {
    return groups
        .computeIfAbsent(
            venue, name -> Transport.group(1, new DefaultThreadFactory("feed-" + name, true)))
        .next();
  }

  /** Timers that run on the venue's loop. */
  public VenueTimers timers(String venue) {
    return timers.computeIfAbsent(venue, name -> new VenueTimers(loop(name)));
  }

  /** Runs name look-ups. */
  public Executor resolver() {
    return resolver;
  }

  @Override
  public void close() {
    groups.values().forEach(group -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS));
    resolver.shutdown();
  }
}
