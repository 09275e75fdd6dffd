package dev.caravan.venue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestDialect;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Dialect;
import dev.caravan.testing.OwnAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a venue brings to the tests that every venue has to pass; all else is asked of its dialect,
 * its mapping and its simulated venue.
 *
 * <p>All three channels must be carried by one connection where the venue allows it.
 *
 * @param venue the name under which {@link Venues} and {@link SimulatedVenues} know it
 * @param mainChannel the channel whose ids prove most: contiguous ones where the venue has them
 * @param otherChannel another channel of the same symbols
 * @param bookChannel changes of the book; the same as {@code otherChannel} where there are none
 * @param symbols two symbols of the simulated venue
 * @param givesNotice whether the venue says beforehand that it will close a connection
 */
public record VenueFixture(
    String venue,
    String mainChannel,
    String otherChannel,
    String bookChannel,
    List<String> symbols,
    boolean givesNotice) {

  public static final VenueFixture BINANCE_SPOT =
      new VenueFixture(
          "binance-spot",
          "trade",
          "bookTicker",
          "depth@100ms",
          List.of("BTCUSDT", "ETHUSDT"),
          true);

  public static final VenueFixture BINANCE_USDM =
      new VenueFixture(
          "binance-usdm",
          "trade",
          "bookTicker",
          "depth@100ms",
          List.of("BTCUSDT", "ETHUSDT"),
          true);

  public static final VenueFixture OKX =
      new VenueFixture("okx", "trades", "bbo-tbt", "books", List.of("BTC-USDT", "ETH-USDT"), true);

  public static final VenueFixture GATEIO =
      new VenueFixture(
          "gateio",
          "spot.trades",
          "spot.book_ticker",
          "spot.order_book_update",
          List.of("BTC_USDT", "ETH_USDT"),
          true);

  /** No ids of it prove a hole, and its books are whole. */
  public static final VenueFixture BITHUMB =
      new VenueFixture(
          "bithumb", "trade", "orderbook", "orderbook", List.of("KRW-BTC", "KRW-ETH"), false);

  /** No ids of it prove a hole, and its books are whole. */
  public static final VenueFixture COINONE =
      new VenueFixture(
          "coinone", "TRADE", "ORDERBOOK", "ORDERBOOK", List.of("KRW-BTC", "KRW-ETH"), false);

  /** No ids of it prove a hole, and its books are whole. */
  public static final VenueFixture UPBIT =
      new VenueFixture(
          "upbit", "trade", "orderbook", "orderbook", List.of("KRW-BTC", "KRW-ETH"), false);

  public VenueFixture {
    symbols = List.copyOf(symbols);
    if (symbols.size() != 2) {
      throw new IllegalArgumentException("two symbols are needed: " + symbols);
    }
  }

  Dialect dialect() {
    return Venues.dialect(venue);
  }

  /** A new one each time: mappings are not thread-safe. */
  Mapping mapping() {
    return Venues.mapping(venue);
  }

  SimulatedVenue simulated() {
    return SimulatedVenues.of(venue);
  }

  Optional<RestDialect> rest() {
    return Venues.rest(venue);
  }

  /** Whether a missing frame of the channel shows in the ids of the others. */
  boolean provesHoles(String channel) {
    return mapping().sequencing(channel) == Sequencing.CONTIGUOUS;
  }

  /** The main channel of the first symbol: the stream that faults strike. */
  StreamId main() {
    return new StreamId(mainChannel, symbols.get(0));
  }

  /** The other channel of the second symbol. */
  StreamId other() {
    return new StreamId(otherChannel, symbols.get(1));
  }

  /** The changes of the first symbol's book. */
  StreamId book() {
    return new StreamId(bookChannel, symbols.get(0));
  }

  /** Main and other channel of both symbols, symbol by symbol. */
  List<StreamId> streams() {
    List<StreamId> streams = new ArrayList<>();
    for (String symbol : symbols) {
      streams.add(new StreamId(mainChannel, symbol));
      streams.add(new StreamId(otherChannel, symbol));
    }
    return streams;
  }

  /** A market of {@link #streams()} with these faults. */
  SimulatorOptions.Builder market(String faults) {
    return OwnAddress.simulator(simulated())
        .symbols(String.join(",", symbols))
        .channels(mainChannel, otherChannel)
        .faults(faults);
  }
}
