package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator decides about a feed.
 *
 * @param websocketUrls scheme, host and port; used in turn where there are several; the dialect
 *     adds the path
 * @param staleness how long a stream may be silent
 * @param detachGrace how long the sockets stay open, unread, while no route takes the bursts
 * @param closeWithin how long the venue's Close is awaited after ours while nothing comes; five
 *     times as long where the venue goes on sending
 * @param burstInterval how often bursts leave at most; zero for one with every read
 * @param readInterval how often sockets are read at most at dense hours; zero for as often as
 *     something comes
 * @param lines how many connections carry each stream all the time; 1 or 2
 * @param streamsPerConnection fewer than the venue allows, where given
 * @param swap when connections are replaced before the venue ends them
 * @param network whom to believe, and through which proxy
 */
public record FeedOptions(
    List<URI> websocketUrls,
    StalenessPolicy staleness,
    Duration detachGrace,
    Duration closeWithin,
    Duration burstInterval,
    Duration readInterval,
    int lines,
    Optional<Integer> streamsPerConnection,
    SwapPolicy swap,
    NetworkPath network) {

  public static final Duration DEFAULT_DETACH_GRACE = Duration.ofSeconds(10);
  public static final Duration DEFAULT_CLOSE_WITHIN = Duration.ofSeconds(2);
  public static final Duration DEFAULT_BURST_INTERVAL = Duration.ofMillis(50);

  /** Timers and pings wait for a read that rests. */
  public static final Duration LONGEST_READ_INTERVAL = Duration.ofMillis(50);

  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);

  public FeedOptions {
    websocketUrls = List.copyOf(websocketUrls);
    requireNonNull(staleness, "staleness");
    requireNonNull(detachGrace, "detachGrace");
    requireNonNull(closeWithin, "closeWithin");
    requireNonNull(burstInterval, "burstInterval");
    requireNonNull(readInterval, "readInterval");
    requireNonNull(streamsPerConnection, "streamsPerConnection");
    requireNonNull(swap, "swap");
    requireNonNull(network, "network");
    if (websocketUrls.isEmpty()) {
      throw new IllegalArgumentException("a feed needs an address");
    }
    for (URI url : websocketUrls) {
      String scheme = String.valueOf(url.getScheme());
      if (!scheme.equals("ws") && !scheme.equals("wss")) {
        throw new IllegalArgumentException("websocket url must begin with ws:// or wss://: " + url);
      }
      if (url.getHost() == null) {
        throw new IllegalArgumentException("websocket url has no host: " + url);
      }
    }
    if (readInterval.isNegative() || readInterval.compareTo(LONGEST_READ_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "sockets are read at least each %d ms: readInterval=%s"
              .formatted(LONGEST_READ_INTERVAL.toMillis(), readInterval));
    }
    if (lines < 1 || lines > 2) {
      throw new IllegalArgumentException("a stream has 1 or 2 lines: lines=" + lines);
    }
    if (streamsPerConnection.isPresent() && streamsPerConnection.get() < 1) {
      throw new IllegalArgumentException(
          "a connection carries at least one stream: streamsPerConnection="
              + streamsPerConnection.get());
    }
  }

  /** The default intervals of bursts and reads. */
  public FeedOptions(
      List<URI> websocketUrls,
      StalenessPolicy staleness,
      Duration detachGrace,
      Duration closeWithin,
      int lines,
      Optional<Integer> streamsPerConnection,
      SwapPolicy swap,
      NetworkPath network) {
    this(
        websocketUrls,
        staleness,
        detachGrace,
        closeWithin,
        DEFAULT_BURST_INTERVAL,
        Duration.ZERO,
        lines,
        streamsPerConnection,
        swap,
        network);
  }

  /** One line, the default lifetime. */
  public FeedOptions(
      URI websocketUrl, StalenessPolicy staleness, Duration detachGrace, Duration closeWithin) {
    this(
        List.of(websocketUrl),
        staleness,
        detachGrace,
        closeWithin,
        1,
        Optional.empty(),
        new SwapPolicy(DEFAULT_LIFETIME, SwapPolicy.DEFAULT_SWAP_BEFORE),
        NetworkPath.PLAIN);
  }

  /** The same with every value but the address at its default. */
  public static FeedOptions to(URI websocketUrl) {
    return new FeedOptions(
        websocketUrl, StalenessPolicy.auto(), DEFAULT_DETACH_GRACE, DEFAULT_CLOSE_WITHIN);
  }

  public FeedOptions withLines(int lines) {
    return with(lines, streamsPerConnection, swap, network);
  }

  public FeedOptions withSwap(SwapPolicy swap) {
    return with(lines, streamsPerConnection, swap, network);
  }

  public FeedOptions withStreamsPerConnection(int streams) {
    return with(lines, Optional.of(streams), swap, network);
  }

  public FeedOptions withNetwork(NetworkPath network) {
    return with(lines, streamsPerConnection, swap, network);
  }

  public FeedOptions withBurstInterval(Duration interval) {
    return new FeedOptions(
        websocketUrls,
        staleness,
        detachGrace,
        closeWithin,
        interval,
        readInterval,
        lines,
        streamsPerConnection,
        swap,
        network);
  }

  public FeedOptions withReadInterval(Duration interval) {
    return new FeedOptions(
        websocketUrls,
        staleness,
        detachGrace,
        closeWithin,
        burstInterval,
        interval,
        lines,
        streamsPerConnection,
        swap,
        network);
  }

  private FeedOptions with(
      int lines, Optional<Integer> streamsPerConnection, SwapPolicy swap, NetworkPath network) {
    return new FeedOptions(
        websocketUrls,
        staleness,
        detachGrace,
        closeWithin,
        burstInterval,
        readInterval,
        lines,
        streamsPerConnection,
        swap,
        network);
  }
}
