package dev.caravan.venue.binancespot;

import static dev.caravan.venue.binancespot.SimulatedFrameBuffer.ascii;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the frames of a synthetic market, stream by stream in turn.
 *
 * <p>Deterministic from its seed; only the times in the frames are the caller's. Not thread-safe.
 */
final class SimulatedSpotMarket implements SimulatedSpotFrames {

  static final List<String> DEFAULT_CHANNELS = List.of("depth20@100ms", "trade");

  private static final List<String> CHANNELS =
      List.of(
          "trade",
          "bookTicker",
          "depth",
          "depth@100ms",
          "depth5",
          "depth10",
          "depth20",
          "depth5@100ms",
          "depth10@100ms",
          "depth20@100ms");

  private final List<SimulatedSymbol> symbols;
  private final Map<String, SimulatedBook> books = new HashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final SimulatedFrameBuffer buffer = new SimulatedFrameBuffer();
  private int nextStream;

  private SimulatedSpotMarket(List<SimulatedSymbol> symbols, List<String> channels, long seed) {
    this.symbols = List.copyOf(symbols);
    for (int i = 0; i < symbols.size(); i++) {
      SimulatedSymbol symbol = symbols.get(i);
      SimulatedBook book = new SimulatedBook(symbol, seed * 1_000_003 + i);
      books.put(symbol.name(), book);
      List<Delta> deltas = new ArrayList<>();
      for (String channel : channels) {
        String name = symbol.name().toLowerCase(Locale.ROOT) + "@" + channel;
        streams.add(new MarketStream(name, new StreamId(channel, symbol.name())));
        writers.add(writer(channel, book, deltas));
      }
    }
  }

  static SimulatedSpotMarket of(MarketOptions options) {
    List<String> channels =
        options.channels().isEmpty() ? DEFAULT_CHANNELS : List.copyOf(options.channels());
    for (String channel : channels) {
      if (!CHANNELS.contains(channel)) {
        throw new IllegalArgumentException(
            "channel '"
                + channel
                + "' cannot be simulated; these can: "
                + String.join(", ", CHANNELS));
      }
    }
    return new SimulatedSpotMarket(
        SimulatedSymbol.of(options.symbols()),
        channels.stream().distinct().toList(),
        options.seed());
  }

  private static Writer writer(String channel, SimulatedBook book, List<Delta> deltas) {
    if (channel.equals("trade")) {
      return new TradeWriter(book);
    }
    if (channel.equals("bookTicker")) {
      return new QuoteWriter(book, deltas);
    }
    if (channel.equals("depth") || channel.equals("depth@100ms")) {
      Delta delta = new Delta(book.updateId());
      deltas.add(delta);
      return new DeltaWriter(book, delta, deltas);
    }
    int end = channel.indexOf('@');
    String levels = channel.substring("depth".length(), end < 0 ? channel.length() : end);
    return new PartialWriter(book, Integer.parseInt(levels), deltas);
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
  public boolean next(long timeMs, MarketFrame into) {
    int number = nextStream;
    nextStream = (nextStream + 1) % writers.size();
    buffer.reset().put(OPEN).put(ascii(streams.get(number).name())).put(DATA);
    int bareOffset = buffer.length();
    long key = writers.get(number).write(timeMs, buffer);
    int bareLength = buffer.length() - bareOffset;
    buffer.put('}');
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
    putPartial(book, limit, body);
    return Optional.of(body.toBytes());
  }

  private static final byte[] OPEN = ascii("{\"stream\":\"");
  private static final byte[] DATA = ascii("\",\"data\":");
  private static final byte[] TIME = ascii(",\"E\":");
  private static final byte[] SYMBOL = ascii(",\"s\":\"");

  private static void putPartial(SimulatedBook book, int levels, SimulatedFrameBuffer into) {
    into.put(LAST_UPDATE_ID).putNumber(book.updateId()).put(BIDS);
    book.putSide(true, levels, into);
    into.put(ASKS);
    book.putSide(false, levels, into);
    into.put('}');
  }

  private static final byte[] LAST_UPDATE_ID = ascii("{\"lastUpdateId\":");
  private static final byte[] BIDS = ascii(",\"bids\":");
  private static final byte[] ASKS = ascii(",\"asks\":");

  /** Makes the payload of one stream; returns its key. */
  private interface Writer {
    long write(long timeMs, SimulatedFrameBuffer into);
  }

  /** What changed on a book since one of its delta streams last told. */
  private static final class Delta implements SimulatedBook.Changes {
    private final TreeMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, Long> asks = new TreeMap<>();
    private long toldUntil;

    Delta(long toldUntil) {
      this.toldUntil = toldUntil;
    }

    @Override
    public void changed(boolean isBid, long price, long quantity) {
      (isBid ? bids : asks).put(price, quantity);
    }
  }

  private static SimulatedBook.Changes all(List<Delta> deltas) {
    return (isBid, price, quantity) -> {
      for (int i = 0; i < deltas.size(); i++) {
        deltas.get(i).changed(isBid, price, quantity);
      }
    };
  }

  private static final class PartialWriter implements Writer {
    private final SimulatedBook book;
    private final int levels;
    private final SimulatedBook.Changes changes;

    PartialWriter(SimulatedBook book, int levels, List<Delta> deltas) {
      this.book = book;
      this.levels = levels;
      this.changes = all(deltas);
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(false, changes);
      putPartial(book, levels, into);
      return book.updateId();
    }
  }

  private static final class QuoteWriter implements Writer {
    private static final byte[] UPDATE_ID = ascii("{\"u\":");
    private static final byte[] BID = ascii("\",\"b\":");
    private static final byte[] BID_QUANTITY = ascii(",\"B\":");
    private static final byte[] ASK = ascii(",\"a\":");
    private static final byte[] ASK_QUANTITY = ascii(",\"A\":");

    private final SimulatedBook book;
    private final byte[] symbol;
    private final SimulatedBook.Changes changes;

    QuoteWriter(SimulatedBook book, List<Delta> deltas) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
      this.changes = all(deltas);
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(true, changes);
      into.put(UPDATE_ID).putNumber(book.updateId()).put(SYMBOL).put(symbol);
      into.put(BID).putDecimal(book.price(true, 0));
      into.put(BID_QUANTITY).putDecimal(book.quantityAt(true, 0));
      into.put(ASK).putDecimal(book.price(false, 0));
      into.put(ASK_QUANTITY).putDecimal(book.quantityAt(false, 0)).put('}');
      return book.updateId();
    }
  }

  private static final class DeltaWriter implements Writer {
    private static final byte[] EVENT = ascii("{\"e\":\"depthUpdate\"");
    private static final byte[] FIRST_ID = ascii("\",\"U\":");
    private static final byte[] LAST_ID = ascii(",\"u\":");
    private static final byte[] BIDS = ascii(",\"b\":");
    private static final byte[] ASKS = ascii(",\"a\":");

    private final SimulatedBook book;
    private final byte[] symbol;
    private final Delta delta;
    private final SimulatedBook.Changes changes;

    DeltaWriter(SimulatedBook book, Delta delta, List<Delta> deltas) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
      this.delta = delta;
      this.changes = all(deltas);
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(false, changes);
      into.put(EVENT).put(TIME).putNumber(timeMs).put(SYMBOL).put(symbol);
      into.put(FIRST_ID).putNumber(delta.toldUntil + 1).put(LAST_ID).putNumber(book.updateId());
      putLevels(BIDS, delta.bids, into);
      putLevels(ASKS, delta.asks, into);
      into.put('}');
      delta.toldUntil = book.updateId();
      delta.bids.clear();
      delta.asks.clear();
      return book.updateId();
    }

    private static void putLevels(
        byte[] name, TreeMap<Long, Long> levels, SimulatedFrameBuffer into) {
      into.put(name).put('[');
      boolean isFirst = true;
      for (Map.Entry<Long, Long> level : levels.entrySet()) {
        if (!isFirst) {
          into.put(',');
        }
        isFirst = false;
        into.putLevel(level.getKey(), level.getValue());
      }
      into.put(']');
    }
  }

  private static final class TradeWriter implements Writer {
    private static final byte[] EVENT = ascii("{\"e\":\"trade\"");
    private static final byte[] TRADE_ID = ascii("\",\"t\":");
    private static final byte[] PRICE = ascii(",\"p\":");
    private static final byte[] QUANTITY = ascii(",\"q\":");
    private static final byte[] TRADE_TIME = ascii(",\"T\":");
    private static final byte[] MAKER_BUYS = ascii(",\"m\":true,\"M\":true}");
    private static final byte[] MAKER_SELLS = ascii(",\"m\":false,\"M\":true}");

    private final SimulatedBook book;
    private final byte[] symbol;

    TradeWriter(SimulatedBook book) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.trade();
      into.put(EVENT).put(TIME).putNumber(timeMs).put(SYMBOL).put(symbol);
      into.put(TRADE_ID).putNumber(book.tradeId());
      into.put(PRICE).putDecimal(book.tradePrice());
      into.put(QUANTITY).putDecimal(book.tradeQuantity());
      into.put(TRADE_TIME).putNumber(timeMs);
      into.put(book.isBuyerMaker() ? MAKER_BUYS : MAKER_SELLS);
      return book.tradeId();
    }
  }
}
