package dev.caravan.venue.upbit;

import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.VenueContractTest;
import dev.caravan.venue.VenueFixture;
import java.time.Duration;

class UpbitContractTest extends VenueContractTest {

  UpbitContractTest() {
    super(VenueFixture.UPBIT);
  }

  /** The client has to speak by itself: 22 s are three times less than the venue allows. */
  @Override
  protected SimulatorOptions.Builder insistingOnHeartbeats(SimulatorOptions.Builder market) {
    return market.speakWithin(Duration.ofSeconds(22));
  }
}
