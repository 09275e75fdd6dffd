package dev.caravan.venue.binance;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.simulator.market.SimulatedTrades;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the frames of a synthetic market, stream by stream in turn.
 *
 * <p>Deterministic from its seed; only the times in the frames are the caller's. Not thread-safe.
 */
public final class SimulatedStreamMarket implements SimulatedFrames {

  private static final byte[] OPEN = ascii("{\"stream\":\"");

  /** Trades that are remembered, shared among the symbols; each has some. */
  private static final int KEPT_TRADES = 100_000;

  private static final int LEAST_KEPT_TRADES = 200;
  private static final byte[] DATA = ascii("\",\"data\":");

  private final SimulatedPayloads payloads;
  private final List<SimulatedSymbol> symbols;
  private final Map<String, SimulatedBook> books = new HashMap<>();
  private final Map<String, SimulatedPayloads.Symbol> shared = new HashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<SimulatedPayloads.Writer> writers = new ArrayList<>();
  private final SimulatedFrameBuffer buffer = new SimulatedFrameBuffer();
  private int nextStream;
  private long timeMs;

  private SimulatedStreamMarket(
      SimulatedPayloads payloads, List<SimulatedSymbol> symbols, List<String> channels, long seed) {
    this.payloads = payloads;
    this.symbols = List.copyOf(symbols);
    int kept = Math.max(LEAST_KEPT_TRADES, KEPT_TRADES / symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      SimulatedSymbol symbol = symbols.get(i);
      SimulatedBook book = new SimulatedBook(symbol, seed * 1_000_003 + i, payloads.foreignIds());
      books.put(symbol.name(), book);
      List<SimulatedDelta> deltas = new ArrayList<>();
      SimulatedPayloads.Symbol common =
          new SimulatedPayloads.Symbol(
              book,
              SimulatedDelta.all(deltas),
              channels.contains("trade"),
              new SimulatedTrades(kept),
              new SimulatedTrades(kept));
      shared.put(symbol.name(), common);
      for (String channel : channels) {
        boolean isOfVenue = payloads.isOfVenue(channel);
        if (isOfVenue && i > 0) {
          continue;
        }
        SimulatedDelta delta = new SimulatedDelta(book.updateId());
        if (payloads.isDelta(channel)) {
          deltas.add(delta);
        }
        String name = isOfVenue ? channel : symbol.name().toLowerCase(Locale.ROOT) + "@" + channel;
        streams.add(new MarketStream(name, new StreamId(channel, isOfVenue ? "" : symbol.name())));
        writers.add(payloads.writer(channel, common, delta));
      }
    }
  }

  /**
   * Opens a market.
   *
   * @throws IllegalArgumentException if a channel cannot be simulated; says which can
   */
  public static SimulatedStreamMarket of(
      MarketOptions options, SimulatedPayloads payloads, List<String> defaultChannels) {
    List<String> channels = options.channels().isEmpty() ? defaultChannels : options.channels();
    for (String channel : channels) {
      if (!payloads.channels().contains(channel)) {
        throw new IllegalArgumentException(
            "channel '"
                + channel
                + "' cannot be simulated; these can: "
                + String.join(", ", payloads.channels()));
      }
    }
    return new SimulatedStreamMarket(
        payloads,
        SimulatedSymbol.of(options.symbols()),
        channels.stream().distinct().toList(),
        options.seed());
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public List<SimulatedSymbol> symbols() {
    return symbols;
  }

  @Override
  public boolean next(long nowMs, MarketFrame into) {
    timeMs = nowMs;
    int number = nextStream;
    nextStream = (nextStream + 1) % writers.size();
    buffer.reset().put(OPEN).put(ascii(streams.get(number).name())).put(DATA);
    int bareOffset = buffer.length();
    long id = writers.get(number).write(timeMs, buffer);
    int bareLength = buffer.length() - bareOffset;
    buffer.put('}');
    long key = id >= 0 ? id : FrameKeys.hash(buffer.bytes(), 0, buffer.length());
    into.set(number, key, buffer.bytes(), 0, buffer.length(), bareOffset, bareLength);
    return true;
  }

  @Override
  public Optional<byte[]> depth(String symbol, int limit) {
    SimulatedBook book = books.get(symbol);
    if (book == null) {
      return Optional.empty();
    }
    SimulatedFrameBuffer body = new SimulatedFrameBuffer();
    payloads.putSnapshot(book, limit, timeMs, body);
    return Optional.of(body.toBytes());
  }

  @Override
  public Optional<SimulatedBook> book(String symbol) {
    return Optional.ofNullable(books.get(symbol));
  }

  @Override
  public Optional<SimulatedTrades> trades(String symbol, boolean isAggregate) {
    return Optional.ofNullable(shared.get(symbol))
        .map(known -> isAggregate ? known.aggregates() : known.trades());
  }

  @Override
  public SimulatedTrades.Form tradeForm(boolean isAggregate) {
    return isAggregate ? payloads::putAggregate : payloads::putTrade;
  }
}
