package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Keeps one feed per venue for as long as the process runs.
 *
 * <p>Thread-safe.
 */
public final class Feeds {

  private final Function<String, Feed> factory;
  private final Function<String, VenueTimers> timers;
  private final Map<String, Feed> feeds = new TreeMap<>();

  public Feeds(Function<String, Feed> factory, Function<String, VenueTimers> timers) {
    this.factory = requireNonNull(factory, "factory");
    this.timers = requireNonNull(timers, "timers");
  }

  /** The venue's feed: the running one, or a new one where there is none or it was closed. */
  public synchronized Feed feed(String venue) {
    Feed known = feeds.get(venue);
    if (known == null || known.isClosed()) {
      known = factory.apply(venue);
      feeds.put(venue, known);
      timers.apply(venue).runFirst(known::handOver);
    }
    return known;
  }

  /** The timers that run on the venue's event loop. */
  public VenueTimers timers(String venue) {
    return timers.apply(venue);
  }

  public synchronized List<Feed> all() {
    return List.copyOf(feeds.values());
  }

  /** Ends all connections politely, all venues at once; completes when nothing more will come. */
  public CompletableFuture<Void> closeAll() {
    return CompletableFuture.allOf(
        all().stream().map(Feed::close).toArray(CompletableFuture[]::new));
  }
}
