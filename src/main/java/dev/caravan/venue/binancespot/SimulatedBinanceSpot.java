package dev.caravan.venue.binancespot;

import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.venue.binance.SimulatedBinanceServer;
import dev.caravan.venue.binance.SimulatedFrames;
import dev.caravan.venue.binance.SimulatedRecording;
import dev.caravan.venue.binance.SimulatedRules;
import java.time.Duration;

/**
 * Simulates Binance spot: combined and raw streams, control messages, REST.
 *
 * <p>Source: web-socket-streams.md of 2026-07-21 of binance-spot-api-docs, and wire measurements of
 * autumn 2026.
 */
public final class SimulatedBinanceSpot implements SimulatedVenue {

  private static final Duration PING_EVERY = Duration.ofSeconds(20);
  private static final Duration PONG_WITHIN = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "binance-spot";
  }

  @Override
  public Duration pingEvery() {
    return PING_EVERY;
  }

  @Override
  public Duration pongWithin() {
    return PONG_WITHIN;
  }

  @Override
  public SimulatedMarket openMarket(MarketOptions options) {
    SimulatedRules rules = new SimulatedSpotRules();
    SimulatedFrames frames =
        options.recording().isPresent()
            ? SimulatedRecording.of(options.recording().get(), rules)
            : SimulatedSpotMarket.of(options);
    return new SimulatedBinanceServer(frames, rules);
  }
}
