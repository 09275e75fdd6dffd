package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks one venue's protocol: where to connect, what to ask, what the answers mean.
 *
 * <p>Pure: holds no state, opens nothing. Bytes come from a stranger: no input makes {@link
 * #interpret} throw.
 */
public interface Dialect {

  /** Name of the venue: {@code binance-spot}. */
  String venue();

  /** Scheme, host and port used where the configuration names none. */
  URI defaultWebsocketUrl();

  /** All addresses of the venue that serve the same; connections use them in turn. */
  default List<URI> websocketUrls() {
    return List.of(defaultWebsocketUrl());
  }

  /** The same for connections of one path, where that has hosts of its own. */
  default List<URI> websocketUrls(String path) {
    return websocketUrls();
  }

  /**
   * What a connection that carries this stream is opened with, behind scheme, host and port: {@code
   * /stream}.
   *
   * <p>A connection only carries streams of one path. What is behind a {@code #} is not sent: it
   * keeps streams of the same path on connections of their own.
   */
  String path(StreamId stream);

  /** What the handshake of a connection with this path says besides the usual. */
  default Map<String, String> handshakeHeaders(String path) {
    return Map.of();
  }

  /** Whether the venue has no stream of this and gives it over REST alone. */
  default boolean isOverRestOnly(StreamId stream) {
    return false;
  }

  /** After how long the venue ends a connection by itself. */
  default Duration connectionLifetime() {
    return FeedOptions.DEFAULT_LIFETIME;
  }

  /** What the venue allows, whatever the path; pace and waits count for all paths together. */
  VenueLimits limits();

  /**
   * Least time from any connect to the next, also behind a loss of all; zero where the venue counts
   * connects over so long a time that a burst is none.
   */
  default Duration leastConnectSpacing() {
    return Duration.ZERO;
  }

  /**
   * How many connections the venue takes from one address, lines and replacements not counted
   * apart; a venue that says so has one path.
   */
  default int mostConnections() {
    return Integer.MAX_VALUE;
  }

  /** What the venue allows on a connection that is opened with this path. */
  default VenueLimits limits(String path) {
    return limits();
  }

  /**
   * What the client says to keep a connection that is opened with this path; empty where the
   * answers to the server's pings are enough. Where there is one, it is also the probe of a silent
   * connection.
   */
  default Optional<ClientPing> ping(String path) {
    return Optional.empty();
  }

  /**
   * Whether the venue sends the whole book of the stream when it is asked for: what lost its chain
   * of ids is asked for anew.
   */
  default boolean beginsWithBook(StreamId stream) {
    return false;
  }

  /**
   * Whether frames of the stream come only when something happens, for days maybe not: its silence
   * means nothing, so it is never stale and never asked for anew.
   */
  default boolean isOccasional(StreamId stream) {
    return false;
  }

  /**
   * Whether a channel is about the whole venue and has no symbol: {@code !miniTicker@arr}.
   *
   * @throws IllegalArgumentException if it is about something else than symbols, which has to be
   *     named behind a slash; says how
   */
  default boolean isOfVenue(String channel) {
    return channel.startsWith("!");
  }

  /**
   * Whether the venue answers each request. Where it does not, a request counts as taken with the
   * first data of one of its streams, or when no refusal came within {@link
   * VenueLimits#acknowledgeWithin}.
   */
  default boolean answersRequests() {
    return true;
  }

  /**
   * Whether a request replaces whatever was asked for before, so that each names all streams of its
   * connection and none only ends some; such a venue closes a connection whose request it refuses.
   */
  default boolean replacesRequests() {
    return false;
  }

  /** What the streams of one request have in common: those that differ in it never share one. */
  default String requestGroup(StreamId stream) {
    return "";
  }

  /** How the venue spells the stream in requests: {@code btcusdt@trade}. */
  String wireName(StreamId stream);

  /** The request that asks for streams; at most as many as the limits allow in one. */
  String subscribe(long id, List<StreamId> streams);

  /** The request that ends them. */
  String unsubscribe(long id, List<StreamId> streams);

  /** What a control frame means. */
  ControlMessage interpret(byte[] bytes, int offset, int length);
}
