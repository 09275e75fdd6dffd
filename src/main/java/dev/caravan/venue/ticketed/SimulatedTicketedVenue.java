package dev.caravan.venue.ticketed;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameSource;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.RecordedFrames;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import java.time.Duration;

/**
 * Simulates a venue whose requests carry a ticket: no pings of its own, a connection that hears
 * nothing for 60 s ends without a word.
 *
 * <p>Source: protocol sheets of 2026-11-20, sections 1 and 2.
 */
public abstract class SimulatedTicketedVenue implements SimulatedVenue {

  private static final Duration SPEAK_WITHIN = Duration.ofSeconds(60);

  private final SimulatedTicketedRules rules;

  protected SimulatedTicketedVenue(SimulatedTicketedRules rules) {
    this.rules = rules;
  }

  @Override
  public final String name() {
    return rules.venue();
  }

  @Override
  public final Duration speakWithin() {
    return SPEAK_WITHIN;
  }

  @Override
  public final Duration lifetime() {
    return NEVER;
  }

  @Override
  public final SimulatedMarket openMarket(MarketOptions options) {
    SimulatedTicketedFrames written = new SimulatedTicketedFrames(rules, options);
    FrameSource frames =
        options.recording().isPresent()
            ? new RecordedFrames(
                options.recording().get(),
                StreamId::toString,
                SimulatedTicketedMarket::identity,
                unused -> {},
                true)
            : written.frames();
    return new SimulatedTicketedMarket(rules, frames, written);
  }
}
