package dev.caravan.venue.binanceusdm;

import dev.caravan.venue.VenueContractTest;
import dev.caravan.venue.VenueFixture;

/** Both channels are on the public path, hence on one connection. */
class BinanceUsdmContractTest extends VenueContractTest {

  BinanceUsdmContractTest() {
    super(VenueFixture.BINANCE_USDM);
  }
}
