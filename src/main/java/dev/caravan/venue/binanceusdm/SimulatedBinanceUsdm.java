package dev.caravan.venue.binanceusdm;

import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.venue.binance.SimulatedBinanceServer;
import dev.caravan.venue.binance.SimulatedFrames;
import dev.caravan.venue.binance.SimulatedRecording;
import dev.caravan.venue.binance.SimulatedRules;
import dev.caravan.venue.binance.SimulatedStreamMarket;
import java.time.Duration;

/**
 * Simulates Binance USD-M futures: the routed and the legacy paths, control messages, REST.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 3, after wire measurements up to
 * 2026-10-09.
 */
public final class SimulatedBinanceUsdm implements SimulatedVenue {

  private static final Duration PING_EVERY = Duration.ofMinutes(3);
  private static final Duration PONG_WITHIN = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "binance-usdm";
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
    SimulatedRules rules = new SimulatedUsdmRules();
    SimulatedFrames frames =
        options.recording().isPresent()
            ? SimulatedRecording.of(options.recording().get(), rules)
            : SimulatedStreamMarket.of(
                options, new SimulatedUsdmPayloads(), SimulatedUsdmPayloads.DEFAULT_CHANNELS);
    return new SimulatedBinanceServer(frames, rules);
  }
}
