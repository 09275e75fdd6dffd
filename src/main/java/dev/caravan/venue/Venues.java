package dev.caravan.venue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.TrafficTable;
import dev.caravan.market.MarketReader;
import dev.caravan.rest.RestDialect;
import dev.caravan.stream.Dialect;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.BinanceSpotMarketReader;
import dev.caravan.venue.binancespot.BinanceSpotRest;
import dev.caravan.venue.binancespot.BinanceSpotTraffic;
import dev.caravan.venue.binanceusdm.BinanceUsdmDialect;
import dev.caravan.venue.binanceusdm.BinanceUsdmMapping;
import dev.caravan.venue.binanceusdm.BinanceUsdmMarketReader;
import dev.caravan.venue.binanceusdm.BinanceUsdmRest;
import dev.caravan.venue.binanceusdm.BinanceUsdmTraffic;
import dev.caravan.venue.bithumb.BithumbDialect;
import dev.caravan.venue.bithumb.BithumbMapping;
import dev.caravan.venue.bithumb.BithumbMarketReader;
import dev.caravan.venue.bithumb.BithumbRest;
import dev.caravan.venue.coinone.CoinoneDialect;
import dev.caravan.venue.coinone.CoinoneMapping;
import dev.caravan.venue.coinone.CoinoneMarketReader;
import dev.caravan.venue.coinone.CoinoneRest;
import dev.caravan.venue.coinone.CoinoneTraffic;
import dev.caravan.venue.gateio.GateioDialect;
import dev.caravan.venue.gateio.GateioMapping;
import dev.caravan.venue.gateio.GateioMarketReader;
import dev.caravan.venue.gateio.GateioRest;
import dev.caravan.venue.gateio.GateioTraffic;
import dev.caravan.venue.okx.OkxDialect;
import dev.caravan.venue.okx.OkxMapping;
import dev.caravan.venue.okx.OkxMarketReader;
import dev.caravan.venue.okx.OkxRest;
import dev.caravan.venue.okx.OkxTraffic;
import dev.caravan.venue.ticketed.TicketedTraffic;
import dev.caravan.venue.upbit.UpbitDialect;
import dev.caravan.venue.upbit.UpbitMapping;
import dev.caravan.venue.upbit.UpbitMarketReader;
import dev.caravan.venue.upbit.UpbitRest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Knows which venues there are and makes their dialects and mappings. */
public final class Venues {

  /** Levels of a side of a whole book. */
  private static final int UPBIT_LEVELS = 30;

  private static final int BITHUMB_LEVELS = 15;

  private record Parts(Supplier<Dialect> dialect, Supplier<Mapping> mapping) {}

  private static final Map<String, Parts> VENUES =
      new TreeMap<>(
          Map.of(
              "binance-spot",
              new Parts(BinanceSpotDialect::new, BinanceSpotMapping::new),
              "binance-usdm",
              new Parts(BinanceUsdmDialect::new, BinanceUsdmMapping::new),
              "okx",
              new Parts(OkxDialect::new, OkxMapping::new),
              "gateio",
              new Parts(GateioDialect::new, GateioMapping::new),
              "bithumb",
              new Parts(BithumbDialect::new, BithumbMapping::new),
              "coinone",
              new Parts(CoinoneDialect::new, CoinoneMapping::new),
              "upbit",
              new Parts(UpbitDialect::new, UpbitMapping::new)));

  private static final Map<String, Supplier<RestDialect>> REST =
      Map.of(
          "binance-spot",
          BinanceSpotRest::new,
          "binance-usdm",
          BinanceUsdmRest::new,
          "okx",
          OkxRest::new,
          "gateio",
          GateioRest::new,
          "bithumb",
          BithumbRest::new,
          "coinone",
          CoinoneRest::new,
          "upbit",
          UpbitRest::new);

  private static final Map<String, Supplier<TrafficTable>> TRAFFIC =
      Map.of(
          "binance-spot",
          BinanceSpotTraffic::new,
          "binance-usdm",
          BinanceUsdmTraffic::new,
          "okx",
          OkxTraffic::new,
          "gateio",
          GateioTraffic::new,
          "bithumb",
          () -> new TicketedTraffic(BITHUMB_LEVELS),
          "coinone",
          CoinoneTraffic::new,
          "upbit",
          () -> new TicketedTraffic(UPBIT_LEVELS));

  private static final Map<String, Supplier<MarketReader>> READERS =
      Map.of(
          "binance-spot",
          BinanceSpotMarketReader::new,
          "binance-usdm",
          BinanceUsdmMarketReader::new,
          "okx",
          OkxMarketReader::new,
          "gateio",
          GateioMarketReader::new,
          "bithumb",
          BithumbMarketReader::new,
          "coinone",
          CoinoneMarketReader::new,
          "upbit",
          UpbitMarketReader::new);

  private Venues() {}

  /** All venues by name, sorted. */
  public static Set<String> names() {
    return Set.copyOf(VENUES.keySet());
  }

  /**
   * Makes a dialect.
   *
   * @throws IllegalArgumentException if no such venue is known; the message names those that are
   */
  public static Dialect dialect(String venue) {
    return parts(venue).dialect.get();
  }

  /**
   * Makes a mapping for one thread.
   *
   * @throws IllegalArgumentException if no such venue is known; the message names those that are
   */
  public static Mapping mapping(String venue) {
    return parts(venue).mapping.get();
  }

  /** Makes the venue's REST dialect; empty where none is known. */
  public static Optional<RestDialect> rest(String venue) {
    return Optional.ofNullable(REST.get(venue)).map(Supplier::get);
  }

  /** Makes a reader of the venue's frames for one thread; empty where none is known. */
  public static Optional<MarketReader> marketReader(String venue) {
    return Optional.ofNullable(READERS.get(venue)).map(Supplier::get);
  }

  /** What streams of the venue typically deliver; knows nothing where nobody measured. */
  public static TrafficTable traffic(String venue) {
    Supplier<TrafficTable> table = TRAFFIC.get(venue);
    return table == null ? stream -> Optional.empty() : table.get();
  }

  private static Parts parts(String venue) {
    Parts parts = VENUES.get(venue);
    if (parts == null) {
      throw new IllegalArgumentException(
          "unknown venue: venue=" + venue + "; known: " + String.join(", ", VENUES.keySet()));
    }
    return parts;
  }
}
