package dev.caravan.simulator;

import java.util.List;
import java.util.Optional;

/**
 * One market of one venue: what happens on it, and what the venue's protocol says about it.
 *
 * <p>Not thread-safe; everything runs on the simulator's event loop.
 */
public interface SimulatedMarket {

  /** The streams on which frames will appear; their places are the numbers that frames carry. */
  List<MarketStream> streams();

  /**
   * When the frame that is next was recorded, nanoseconds since the epoch; {@link Tape#UNTIMED} at
   * the end, and of a market that is not recorded or whose times were not.
   */
  default long nextTimeNs() {
    return Tape.UNTIMED;
  }

  /**
   * Makes the next frame.
   *
   * @param timeMs the market's time, milliseconds since the epoch
   * @param into receives the frame; valid until the next call of any method
   * @return false if the market has ended
   */
  boolean next(long timeMs, MarketFrame into);

  /**
   * Answers an upgrade of somebody who connects too often; all clients have one address.
   *
   * @param timeMs milliseconds of a clock that never goes back
   * @return empty if it may go on
   */
  default Optional<RestAnswer> refuseConnection(long timeMs) {
    return Optional.empty();
  }

  /**
   * Answers a WebSocket upgrade.
   *
   * @param uri path and query as requested
   * @param client the connection that will result; not to be used before {@link
   *     SimulatedSession#open}
   * @return empty if the venue has no WebSocket there
   */
  Optional<SimulatedSession> connect(String uri, SimulatedClient client);

  /** Answers a plain HTTP request. */
  RestAnswer rest(String method, String uri, long timeMs);

  /**
   * Answers a request of somebody who asked too much.
   *
   * @param status 429, or 418 for a banned address
   * @param retryAfterSeconds how long it lasts
   */
  default RestAnswer tooManyRequests(int status, long retryAfterSeconds, long timeMs) {
    return RestAnswer.of(status, "{}").with("Retry-After", Long.toString(retryAfterSeconds));
  }

  /** Names the stream and the key of any frame of this venue, as a ledger knows it. */
  FrameIdentity identify(byte[] frame);

  /** Nothing more is asked. */
  default void close() {}
}
