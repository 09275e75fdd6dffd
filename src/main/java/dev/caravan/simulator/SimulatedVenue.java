package dev.caravan.simulator;

import java.time.Duration;

/** Makes markets that speak one venue's protocol. */
public interface SimulatedVenue {

  /** Longer than any run. */
  Duration NEVER = Duration.ofDays(3650);

  /** The venue's name: {@code binance-spot}. */
  String name();

  /** How often the server pings a client; never, where the client has to ping. */
  default Duration pingEvery() {
    return NEVER;
  }

  /** How long a client may owe the pong before it is disconnected. */
  default Duration pongWithin() {
    return NEVER;
  }

  /**
   * How long a client may say nothing before its connection ends without a word; practically for
   * ever where the answers to the server's pings are enough.
   */
  default Duration speakWithin() {
    return NEVER;
  }

  /** At what age the server closes a connection. */
  default Duration lifetime() {
    return Duration.ofHours(24);
  }

  /**
   * Prepares a market that has not begun.
   *
   * @throws IllegalArgumentException if a symbol or channel is not one that can be simulated; says
   *     which can
   */
  SimulatedMarket openMarket(MarketOptions options);
}
