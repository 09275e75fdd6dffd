package dev.caravan.venue.okx;

import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedVenue;
import java.time.Duration;

/**
 * Simulates OKX v5: both public paths, control messages, REST.
 *
 * <p>The server does not ping; it ends a connection on which nothing was said for 30 s.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 6.
 */
public final class SimulatedOkx implements SimulatedVenue {

  private static final Duration NEVER = Duration.ofDays(365);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Duration idle;

  public SimulatedOkx() {
    this(IDLE);
  }

  /** One that ends an idle connection sooner. */
  SimulatedOkx(Duration idle) {
    this.idle = idle;
  }

  @Override
  public String name() {
    return "okx";
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
  public SimulatedMarket openMarket(MarketOptions options) {
    return new SimulatedOkxMarket(
        options.recording().isPresent()
            ? new SimulatedOkxRecording(options.recording().get())
            : new SimulatedOkxFrames(options),
        idle);
  }
}
