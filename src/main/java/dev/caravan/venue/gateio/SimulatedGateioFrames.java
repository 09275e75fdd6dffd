package dev.caravan.venue.gateio;

import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Tape;
import java.util.List;
import java.util.Optional;

/** Where the simulated venue takes its frames and books from. */
interface SimulatedGateioFrames {

  List<MarketStream> streams();

  default long nextTimeNs() {
    return Tape.UNTIMED;
  }

  /** Makes the next frame; false at the end. */
  boolean next(long timeMs, MarketFrame into);

  /** What a stream begins with for a client that asks for it now; empty if with nothing. */
  default Optional<String> beginning(String name, long timeMs) {
    return Optional.empty();
  }

  /** The body of a book over REST as of now; empty if there is none of this symbol. */
  Optional<byte[]> book(boolean isSpot, String symbol, int levels, long timeMs);

  /** The body of the newest trades of spot, newest first; empty if there is no such symbol. */
  default Optional<byte[]> trades(boolean isSpot, String symbol, int limit) {
    return Optional.empty();
  }

  /** Nothing more is asked. */
  default void close() {}
}
