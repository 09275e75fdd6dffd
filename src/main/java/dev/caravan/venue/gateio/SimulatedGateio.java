package dev.caravan.venue.gateio;

import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import java.time.Duration;

/**
 * Simulates Gate: spot and USDT futures on paths of their own, the depth that begins with a book,
 * REST.
 *
 * <p>The real venue cuts a connection that nothing was said on in either direction; this one also
 * where only the client is silent, so that a client that never pings shows.
 *
 * <p>Source: protocol sheet of 2026-11-20, section 2.
 */
public final class SimulatedGateio implements SimulatedVenue {

  private static final Duration CLIENT_SILENT_FOR = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofDays(3650);

  @Override
  public String name() {
    return "gateio";
  }

  @Override
  public Duration pingEvery() {
    return NEVER;
  }

  @Override
  public Duration pongWithin() {
    return NEVER;
  }

  @Override
  public Duration speakWithin() {
    return CLIENT_SILENT_FOR;
  }

  @Override
  public Duration lifetime() {
    return NEVER;
  }

  @Override
  public SimulatedMarket openMarket(MarketOptions options) {
    SimulatedGateioFrames frames =
        options.recording().isPresent()
            ? SimulatedGateioRecording.of(options.recording().get())
            : SimulatedGateioMarket.of(options);
    return new SimulatedGateioServer(frames);
  }
}
