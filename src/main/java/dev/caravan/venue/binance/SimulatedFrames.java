package dev.caravan.venue.binance;

import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Tape;
import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.simulator.market.SimulatedTrades;
import java.util.List;
import java.util.Optional;

/** Where a simulated Binance venue takes its frames and snapshots from. */
public interface SimulatedFrames {

  List<MarketStream> streams();

  /** Symbols as REST spells them, upper case. */
  List<SimulatedSymbol> symbols();

  /** Whether more is known of the symbols than their names. */
  default boolean knowsInstruments() {
    return true;
  }

  /** As {@link dev.caravan.simulator.SimulatedMarket#nextTimeNs}. */
  default long nextTimeNs() {
    return Tape.UNTIMED;
  }

  /** Makes the next frame; false at the end. */
  boolean next(long timeMs, MarketFrame into);

  /**
   * The body of a depth snapshot as of now.
   *
   * @param limit levels per side
   * @return empty if there is none for this symbol
   */
  Optional<byte[]> depth(String symbol, int limit);

  /** The book of a symbol as of now, where there is one. */
  default Optional<SimulatedBook> book(String symbol) {
    return Optional.empty();
  }

  /**
   * The trades of a symbol that are still known.
   *
   * @param isAggregate whether aggregate trades are meant
   * @return empty if there are none for this symbol
   */
  default Optional<SimulatedTrades> trades(String symbol, boolean isAggregate) {
    return Optional.empty();
  }

  /** How this venue's REST writes them. */
  default SimulatedTrades.Form tradeForm(boolean isAggregate) {
    return (trade, into) -> SimulatedTradeForms.putTrade(trade, "}", into);
  }

  /** Nothing more is asked. */
  default void close() {}
}
