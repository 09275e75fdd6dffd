package dev.caravan.instrument;

import java.util.Optional;

/** Knows what streams of one venue typically deliver. */
@FunctionalInterface
public interface TrafficTable {

  /** Empty for a channel of which nothing is known. */
  Optional<Traffic> of(StreamId stream);
}
