package dev.caravan.simulator;

import java.time.Duration;

/** Makes markets that speak one venue's protocol. */
public interface SimulatedVenue {

  /** The venue's name: {@code binance-spot}. */
  String name();

  /** How often the server pings a client. */
  Duration pingEvery();

  /** How long a client may owe the pong before it is disconnected. */
  Duration pongWithin();

  /**
   * How long a client may say nothing before its connection ends without a word; practically for
   * ever where the answers to the server's pings are enough.
   */
  default Duration speakWithin() {
    return Duration.ofDays(365);
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
