package dev.caravan.simulator;

import java.util.List;

/** Where a simulated market takes its frames from; not thread-safe. */
public interface FrameSource {

  /** As {@link SimulatedMarket#streams}. */
  List<MarketStream> streams();

  /** As {@link SimulatedMarket#nextTimeNs}. */
  default long nextTimeNs() {
    return Tape.UNTIMED;
  }

  /** As {@link SimulatedMarket#next}. */
  boolean next(long timeMs, MarketFrame into);

  /** Nothing more is asked. */
  default void close() {}
}
