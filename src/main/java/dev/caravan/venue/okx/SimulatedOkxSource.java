package dev.caravan.venue.okx;

import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Tape;
import java.util.List;
import java.util.Optional;

/** Where a simulated OKX takes its frames from. */
interface SimulatedOkxSource {

  List<MarketStream> streams();

  /** As {@link dev.caravan.simulator.SimulatedMarket#nextTimeNs}. */
  default long nextTimeNs() {
    return Tape.UNTIMED;
  }

  /** Makes the next frame; false at the end. */
  boolean next(long timeMs, MarketFrame into);

  /** Whether an instrument of this name is listed. */
  boolean isListed(String instrument);

  /** The frame with the whole book of a stream as of now, where it begins with one. */
  default Optional<String> book(String streamName) {
    return Optional.empty();
  }

  /** The books of an instrument as of now, where there is one. */
  default Optional<SimulatedOkxBook> bookOf(String instrument) {
    return Optional.empty();
  }

  /** Trades of an instrument that are still known, as REST writes them, newest first. */
  default List<SimulatedOkxTrade> trades(String instrument) {
    return List.of();
  }

  /** What a stream said last, as REST writes it too; empty where nothing was said yet. */
  default Optional<String> latest(String channel, String about) {
    return Optional.empty();
  }

  /** Whether channels are served that need a login by now. */
  default boolean isOfOldTimes() {
    return false;
  }

  default void close() {}
}
