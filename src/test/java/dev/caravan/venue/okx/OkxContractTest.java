package dev.caravan.venue.okx;

import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.VenueContractTest;
import dev.caravan.venue.VenueFixture;

/** OKX keeps every promise of a venue. */
class OkxContractTest extends VenueContractTest {

  OkxContractTest() {
    super(VenueFixture.OKX);
  }

  /** What is pushed keeps a connection; that a quiet one is kept shows {@code SimulatedOkxTest}. */
  @Override
  protected SimulatorOptions.Builder insistingOnHeartbeats(SimulatorOptions.Builder market) {
    return market;
  }
}
