package dev.caravan.venue.binancespot;

import dev.caravan.instrument.Mapping;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.stream.Dialect;
import dev.caravan.venue.VenueContractTest;
import java.util.List;

class BinanceSpotContractTest extends VenueContractTest {

  @Override
  protected Dialect dialect() {
    return new BinanceSpotDialect();
  }

  @Override
  protected Mapping mapping() {
    return new BinanceSpotMapping();
  }

  @Override
  protected SimulatedVenue simulated() {
    return new SimulatedBinanceSpot();
  }

  @Override
  protected String contiguousChannel() {
    return "trade";
  }

  @Override
  protected String otherChannel() {
    return "bookTicker";
  }

  @Override
  protected List<String> symbols() {
    return List.of("BTCUSDT", "ETHUSDT");
  }

  @Override
  protected boolean givesNotice() {
    return true;
  }
}
