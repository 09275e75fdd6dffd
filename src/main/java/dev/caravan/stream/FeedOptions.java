package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * What an operator decides about a feed.
 *
 * @param websocketUrl scheme, host and port; the dialect adds the path
 * @param staleness how long a stream may be silent
 * @param detachGrace how long the sockets stay open, unread, while no route takes the bursts
 * @param closeWithin how long the venue's Close is awaited after ours while nothing comes; five
 *     times as long where the venue goes on sending
 */
public record FeedOptions(
    URI websocketUrl, StalenessPolicy staleness, Duration detachGrace, Duration closeWithin) {

  public static final Duration DEFAULT_DETACH_GRACE = Duration.ofSeconds(10);
  public static final Duration DEFAULT_CLOSE_WITHIN = Duration.ofSeconds(2);

  public FeedOptions {
    requireNonNull(websocketUrl, "websocketUrl");
    requireNonNull(staleness, "staleness");
    requireNonNull(detachGrace, "detachGrace");
    requireNonNull(closeWithin, "closeWithin");
    String scheme = String.valueOf(websocketUrl.getScheme());
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      throw new IllegalArgumentException(
          "websocket url must begin with ws:// or wss://: " + websocketUrl);
    }
    if (websocketUrl.getHost() == null) {
      throw new IllegalArgumentException("websocket url has no host: " + websocketUrl);
    }
  }

  /** The same with every value but the address at its default. */
  public static FeedOptions to(URI websocketUrl) {
    return new FeedOptions(
        websocketUrl, StalenessPolicy.auto(), DEFAULT_DETACH_GRACE, DEFAULT_CLOSE_WITHIN);
  }
}
