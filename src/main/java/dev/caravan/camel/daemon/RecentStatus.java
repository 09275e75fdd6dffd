package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.Feeds;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a feed's status for a moment, so that all checks of a round cost the feed one answer.
 *
 * <p>Thread-safe.
 */
final class RecentStatus {

  private static final Duration MAX_AGE = Duration.ofMillis(300);

  private final Feeds feeds;
  private final String venue;
  private final NanoClock clock;

  // Guarded by this.
  private Optional<FeedStatus> newest = Optional.empty();
  private long takenAtNs;

  RecentStatus(Feeds feeds, String venue, NanoClock clock) {
    this.feeds = requireNonNull(feeds, "feeds");
    this.venue = requireNonNull(venue, "venue");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Empty where no capture route has started the venue's feed. */
  synchronized Optional<FeedStatus> get() {
    long now = clock.nanos();
    if (newest.isEmpty() || now - takenAtNs >= MAX_AGE.toNanos()) {
      newest =
          feeds.all().stream()
              .filter(feed -> feed.venue().equals(venue))
              .findFirst()
              .map(Feed::status);
      takenAtNs = now;
    }
    return newest;
  }
}
