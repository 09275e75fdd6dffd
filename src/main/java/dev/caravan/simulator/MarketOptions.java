package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a market is to hold.
 *
 * @param symbols a number (the first so many of the venue's list) or names separated by commas;
 *     empty for the venue's default
 * @param channels the channels of each symbol; empty for the venue's default
 * @param recording recorded frames to serve instead of a synthetic market
 * @param seed the number that makes prices, sizes and ids
 */
public record MarketOptions(
    String symbols, List<String> channels, Optional<Recording> recording, long seed) {

  public MarketOptions {
    requireNonNull(symbols, "symbols");
    channels = List.copyOf(channels);
    requireNonNull(recording, "recording");
  }
}
