package dev.caravan.venue.gateio;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.venue.gateio.SimulatedGateioPayloads.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the frames of two synthetic markets, stream by stream in turn.
 *
 * <p>Deterministic from its seed; only the times in the frames are the caller's. Not thread-safe.
 */
final class SimulatedGateioMarket implements SimulatedGateioFrames {

  static final List<String> DEFAULT_CHANNELS =
      List.of("spot.trades", "spot.obu_50", "futures.trades", "futures.obu_50");

  private static final String CANDLES = "candlesticks_";

  private static final List<String> BOTH =
      List.of(
          "trades",
          "tickers",
          "book_ticker",
          "order_book_update",
          "order_book_update_20",
          "order_book",
          "order_book_5",
          "order_book_10",
          "order_book_30",
          "order_book_50",
          "order_book_100",
          "obu_50",
          "obu_400");
  private static final List<String> FUTURES =
      List.of(
          "order_book_update_50",
          "order_book_1",
          "public_liquidates",
          "contract_stats",
          "contract_info");

  private final Map<String, SimulatedGateioSite> sites = new HashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Payload> payloads = new ArrayList<>();
  private final Map<String, Payload> byName = new HashMap<>();
  private final SimulatedFrameBuffer buffer = new SimulatedFrameBuffer();
  private int nextStream;

  private SimulatedGateioMarket(List<String> symbols, List<String> channels, long seed) {
    for (int i = 0; i < symbols.size(); i++) {
      for (String channel : channels) {
        StreamId stream = new StreamId(channel, symbols.get(i));
        String market = channel.substring(0, channel.indexOf('.'));
        boolean isSpot = market.equals("spot");
        long ofSite = seed * 1_000_003 + 2L * i + (isSpot ? 0 : 1);
        SimulatedGateioSite site =
            sites.computeIfAbsent(
                market + stream.symbol(),
                unseen -> new SimulatedGateioSite(isSpot, stream.symbol(), ofSite));
        Payload payload =
            SimulatedGateioPayloads.of(channel.substring(channel.indexOf('.') + 1), site);
        streams.add(new MarketStream(stream.toString(), stream));
        payloads.add(payload);
        byName.put(stream.toString(), payload);
      }
    }
  }

  /**
   * Opens both markets.
   *
   * @throws IllegalArgumentException if a channel cannot be simulated; says which can
   */
  static SimulatedGateioMarket of(MarketOptions options) {
    List<String> channels = options.channels().isEmpty() ? DEFAULT_CHANNELS : options.channels();
    for (String channel : channels) {
      boolean isFutures = channel.startsWith("futures.");
      String name = channel.substring(channel.indexOf('.') + 1);
      boolean isKnown =
          (isFutures || channel.startsWith("spot."))
              && (BOTH.contains(name)
                  || isOfCandles(name)
                  || (isFutures && FUTURES.contains(name)));
      if (!isKnown) {
        throw new IllegalArgumentException(
            "channel '"
                + channel
                + "' cannot be simulated; these can: spot. or futures. and "
                + String.join(", ", BOTH)
                + ", candlesticks_1m and the like; futures. and "
                + String.join(", ", FUTURES));
      }
    }
    return new SimulatedGateioMarket(
        symbols(options.symbols()), List.copyOf(new LinkedHashSet<>(channels)), options.seed());
  }

  private static boolean isOfCandles(String name) {
    return name.startsWith(CANDLES)
        && SimulatedGateioSession.INTERVALS.contains(name.substring(CANDLES.length()));
  }

  private static List<String> symbols(String spec) {
    if (spec.contains("_")) {
      return Arrays.stream(spec.split(","))
          .map(String::strip)
          .filter(symbol -> !symbol.isEmpty())
          .distinct()
          .toList();
    }
    return SimulatedSymbol.of(spec).stream()
        .map(symbol -> symbol.base() + "_" + symbol.quote())
        .toList();
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    int number = nextStream;
    nextStream = (nextStream + 1) % payloads.size();
    long id = payloads.get(number).write(timeMs, buffer.reset());
    long key = id >= 0 ? id : FrameKeys.hash(buffer.bytes(), 0, buffer.length());
    into.set(number, key, buffer.bytes(), 0, buffer.length(), 0, buffer.length());
    return true;
  }

  @Override
  public Optional<String> beginning(String name, long timeMs) {
    return Optional.ofNullable(byName.get(name)).flatMap(payload -> payload.whole(timeMs));
  }

  @Override
  public Optional<byte[]> book(boolean isSpot, String symbol, int levels, long timeMs) {
    return site(isSpot, symbol).map(site -> site.restBook(levels, timeMs));
  }

  @Override
  public Optional<byte[]> trades(boolean isSpot, String symbol, int limit) {
    return site(isSpot, symbol).map(site -> site.restTrades(limit));
  }

  private Optional<SimulatedGateioSite> site(boolean isSpot, String symbol) {
    return Optional.ofNullable(sites.get((isSpot ? "spot" : "futures") + symbol));
  }

  /** What a frame begins with: {@code {"time":…,"channel":"spot.trades","event":"update"…}. */
  static void open(String channel, String event, long timeMs, SimulatedFrameBuffer into) {
    into.put(ascii("{\"time\":")).putNumber(timeMs / 1000);
    into.put(ascii(",\"time_ms\":")).putNumber(timeMs);
    into.put(ascii(",\"channel\":\"" + channel + "\",\"event\":\"" + event + "\",\"result\":"));
  }
}
