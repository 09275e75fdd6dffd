package dev.caravan.venue.gateio;

import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.VenueContractTest;
import dev.caravan.venue.VenueFixture;
import java.time.Duration;

/** Gate passes what every venue must. */
class GateioContractTest extends VenueContractTest {

  GateioContractTest() {
    super(VenueFixture.GATEIO);
  }

  /** The venue pings nobody: the client has to say something. */
  @Override
  protected SimulatorOptions.Builder insistingOnHeartbeats(SimulatorOptions.Builder market) {
    return market.rate(1_600).speakWithin(Duration.ofMillis(3_000));
  }
}
