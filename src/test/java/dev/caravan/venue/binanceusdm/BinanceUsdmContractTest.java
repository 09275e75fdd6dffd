package dev.caravan.venue.binanceusdm;

import dev.caravan.instrument.Mapping;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.stream.Dialect;
import dev.caravan.venue.VenueContractTest;
import java.util.List;

/** Both channels are on the public path, hence on one connection. */
class BinanceUsdmContractTest extends VenueContractTest {

  @Override
  protected Dialect dialect() {
    return new BinanceUsdmDialect();
  }

  @Override
  protected Mapping mapping() {
    return new BinanceUsdmMapping();
  }

  @Override
  protected SimulatedVenue simulated() {
    return new SimulatedBinanceUsdm();
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
