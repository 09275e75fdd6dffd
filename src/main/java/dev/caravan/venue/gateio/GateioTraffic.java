package dev.caravan.venue.gateio;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import java.util.Optional;

/**
 * Knows what streams of both markets typically deliver, of large symbols and of others.
 *
 * <p>Measured: ten small contracts over 30 s on 2023-05-24. What is pushed on a timer follows the
 * protocol sheet of 2026-11-20, sections 4 and 5, as an upper bound; the rest is guessed from the
 * same channels of other venues.
 */
public final class GateioTraffic implements TrafficTable {

  private static final String MEASURED = "measured: 10 small contracts, 30 s on 2023-05-24";
  private static final String TIMER = "the venue's push interval, an upper bound";
  private static final String GUESS = "guess";

  @Override
  public Optional<Traffic> of(StreamId stream) {
    boolean isLarge = stream.symbol().startsWith("BTC_") || stream.symbol().startsWith("ETH_");
    return GateioChannel.of(stream.channel())
        .map(channel -> of(channel, channel.addition(stream.channel()), isLarge));
  }

  private static Traffic of(GateioChannel channel, String addition, boolean isLarge) {
    return switch (channel.kind()) {
      case TRADES -> isLarge ? new Traffic(8, 260, 8, GUESS) : new Traffic(0.2, 260, 6, GUESS);
      case QUOTES -> isLarge ? new Traffic(40, 190, 9, GUESS) : new Traffic(0.25, 172, 8, MEASURED);
      case DELTAS ->
          isLarge
              ? new Traffic(addition.equals("20") ? 50 : 10, 900, 5, TIMER + "; size guessed")
              : new Traffic(1.2, 290, 6, MEASURED);
      case DEPTH ->
          new Traffic(
              isLarge ? (addition.equals("400") ? 10 : 50) : 2, 450, 5, TIMER + "; size guessed");
      case BOOKS -> new Traffic(isLarge ? 10 : 3, 1300, 6, TIMER + "; size from its form");
      case CANDLES -> new Traffic(isLarge ? 0.5 : 0.1, 210, 8, TIMER);
      case TICKERS -> new Traffic(isLarge ? 1 : 0.5, 420, 8, TIMER);
      case LIQUIDATIONS -> new Traffic(isLarge ? 0.02 : 0.002, 180, 6, GUESS);
      case STATISTICS -> new Traffic(1.0 / 60, 500, 7, TIMER);
      case CONTRACTS -> new Traffic(0.001, 1500, 6, GUESS);
    };
  }
}
