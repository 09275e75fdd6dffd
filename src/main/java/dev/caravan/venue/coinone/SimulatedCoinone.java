package dev.caravan.venue.coinone;

import dev.caravan.simulator.FrameSource;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.RecordedFrames;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import java.time.Duration;

/**
 * Simulates Coinone: it greets, acknowledges also what it then refuses, never pings, and ends a
 * connection that says nothing for a minute without a word.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 and 2.
 */
public final class SimulatedCoinone implements SimulatedVenue {

  private static final Duration SPEAK_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "coinone";
  }

  @Override
  public Duration speakWithin() {
    return SPEAK_WITHIN;
  }

  @Override
  public Duration lifetime() {
    return NEVER;
  }

  @Override
  public SimulatedMarket openMarket(MarketOptions options) {
    SimulatedCoinoneFrames written = new SimulatedCoinoneFrames(options);
    FrameSource frames =
        options.recording().isPresent()
            ? new RecordedFrames(
                options.recording().get(),
                SimulatedCoinoneFrames::name,
                SimulatedCoinoneMarket::identity,
                unused -> {},
                false)
            : written.frames();
    return new SimulatedCoinoneMarket(frames, written);
  }
}
