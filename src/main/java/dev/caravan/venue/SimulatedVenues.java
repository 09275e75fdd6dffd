package dev.caravan.venue;

import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import dev.caravan.venue.bithumb.SimulatedBithumb;
import dev.caravan.venue.coinone.SimulatedCoinone;
import dev.caravan.venue.gateio.SimulatedGateio;
import dev.caravan.venue.okx.SimulatedOkx;
import dev.caravan.venue.upbit.SimulatedUpbit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Knows which venues can be simulated. */
public final class SimulatedVenues {

  private static final Map<String, Supplier<SimulatedVenue>> VENUES =
      new TreeMap<>(
          Map.of(
              "binance-spot", SimulatedBinanceSpot::new,
              "binance-usdm", SimulatedBinanceUsdm::new,
              "okx", SimulatedOkx::new,
              "gateio", SimulatedGateio::new,
              "bithumb", SimulatedBithumb::new,
              "coinone", SimulatedCoinone::new,
              "upbit", SimulatedUpbit::new));

  private SimulatedVenues() {}

  /** All of them by name. */
  public static Set<String> names() {
    return Set.copyOf(VENUES.keySet());
  }

  /**
   * Makes a venue to simulate.
   *
   * @throws IllegalArgumentException if this one cannot be simulated; the message names those that
   *     can
   */
  public static SimulatedVenue of(String venue) {
    Supplier<SimulatedVenue> made = VENUES.get(venue);
    if (made == null) {
      throw new IllegalArgumentException(
          "venue '"
              + venue
              + "' cannot be simulated; these can: "
              + String.join(", ", VENUES.keySet()));
    }
    return made.get();
  }
}
