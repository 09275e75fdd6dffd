package dev.caravan.venue.binance;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades;
import java.util.List;

/** How one venue writes what its simulated market has to say. */
public interface SimulatedPayloads {

  /** Appends one payload and returns the number by which a ledger knows it, or -1: by its bytes. */
  interface Writer {
    long write(long timeMs, SimulatedFrameBuffer into);
  }

  /**
   * What writers of one symbol share.
   *
   * @param book the symbol's book
   * @param changes learns of what the writers change on the book
   * @param hasTrades whether a writer makes the trades one by one
   * @param trades learns of each trade
   * @param aggregates learns of each aggregate trade
   */
  record Symbol(
      SimulatedBook book,
      SimulatedBook.Changes changes,
      boolean hasTrades,
      SimulatedTrades trades,
      SimulatedTrades aggregates) {}

  /** The channels that can be simulated. */
  List<String> channels();

  /** Whether this channel is one stream of the whole venue, whatever its symbols. */
  default boolean isOfVenue(String channel) {
    return false;
  }

  /** How many ids other symbols take before each step of a book. */
  int foreignIds();

  /** Whether this channel tells what changed since it last told. */
  boolean isDelta(String channel);

  /** Makes the writer of a channel; for one that tells changes, {@code delta} holds them. */
  Writer writer(String channel, Symbol symbol, SimulatedDelta delta);

  /** Appends the body of a depth snapshot. */
  void putSnapshot(SimulatedBook book, int levels, long timeMs, SimulatedFrameBuffer into);

  /** Appends one trade as REST writes it. */
  void putTrade(SimulatedTrades.Trade trade, SimulatedFrameBuffer into);

  /** Appends one aggregate trade as REST writes it. */
  void putAggregate(SimulatedTrades.Trade trade, SimulatedFrameBuffer into);
}
