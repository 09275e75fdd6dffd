package dev.caravan.venue.binancespot;

import dev.caravan.venue.VenueContractTest;
import dev.caravan.venue.VenueFixture;

class BinanceSpotContractTest extends VenueContractTest {

  BinanceSpotContractTest() {
    super(VenueFixture.BINANCE_SPOT);
  }
}
