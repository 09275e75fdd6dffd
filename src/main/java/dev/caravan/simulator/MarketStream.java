package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/**
 * One stream of a simulated market.
 *
 * @param name as a client subscribes it: {@code btcusdt@trade}
 * @param id as Caravan records it: {@code trade/BTCUSDT}
 */
public record MarketStream(String name, StreamId id) {
  public MarketStream {
    requireNonNull(name, "name");
    requireNonNull(id, "id");
  }
}
