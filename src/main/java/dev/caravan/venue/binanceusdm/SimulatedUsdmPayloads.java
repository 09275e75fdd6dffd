package dev.caravan.venue.binanceusdm;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades;
import dev.caravan.venue.binance.SimulatedAggregateTrades;
import dev.caravan.venue.binance.SimulatedCandles;
import dev.caravan.venue.binance.SimulatedDelta;
import dev.caravan.venue.binance.SimulatedPayloads;
import dev.caravan.venue.binance.SimulatedTradeForms;
import java.util.List;

/**
 * Writes the payloads of synthetic USD-M futures.
 *
 * <p>Ids of books are shared with other symbols, so a delta begins some ids behind its {@code pu};
 * both its sides are in ascending order of price. Source: protocol sheet of 2026-11-20, section 5.
 */
final class SimulatedUsdmPayloads implements SimulatedPayloads {

  static final List<String> DEFAULT_CHANNELS = List.of("depth@100ms", "aggTrade");

  private static final String TRADING_SESSION = "tradingSession";

  private static final List<String> CHANNELS =
      List.of(
          "trade",
          "aggTrade",
          "bookTicker",
          "depth",
          "depth@0ms",
          "depth@100ms",
          "depth@500ms",
          "depth5",
          "depth10",
          "depth20",
          "depth5@100ms",
          "depth10@100ms",
          "depth20@100ms",
          "markPrice",
          "markPrice@1s",
          "kline_1m",
          "kline_5m",
          "kline_1h",
          TRADING_SESSION);

  private static final int FOREIGN_IDS = 131;

  private static final byte[] TIME = ascii(",\"E\":");
  private static final byte[] MATCHING_TIME = ascii(",\"T\":");
  private static final byte[] SYMBOL = ascii(",\"s\":\"");
  private static final byte[] BIDS = ascii(",\"b\":");
  private static final byte[] ASKS = ascii(",\"a\":");
  private static final byte[] END = ascii(",\"st\":1}");

  @Override
  public List<String> channels() {
    return CHANNELS;
  }

  @Override
  public int foreignIds() {
    return FOREIGN_IDS;
  }

  @Override
  public boolean isOfVenue(String channel) {
    return channel.equals(TRADING_SESSION);
  }

  @Override
  public boolean isDelta(String channel) {
    return channel.equals("depth") || channel.startsWith("depth@");
  }

  @Override
  public Writer writer(String channel, Symbol symbol, SimulatedDelta delta) {
    SimulatedBook book = symbol.book();
    if (channel.equals("trade")) {
      return new TradeWriter(symbol);
    }
    if (channel.equals("aggTrade")) {
      return new SimulatedAggregateTrades(symbol, ",\"st\":1}");
    }
    if (channel.equals("bookTicker")) {
      return new QuoteWriter(book, symbol.changes());
    }
    if (channel.equals(TRADING_SESSION)) {
      return new SessionWriter();
    }
    if (channel.startsWith("markPrice")) {
      return new MarkPriceWriter(book);
    }
    if (SimulatedCandles.isKnown(channel)) {
      return new SimulatedCandles(book, SimulatedCandles.interval(channel));
    }
    if (isDelta(channel)) {
      return new DeltaWriter(book, delta, symbol.changes());
    }
    int end = channel.indexOf('@');
    String levels = channel.substring("depth".length(), end < 0 ? channel.length() : end);
    return new PartialWriter(book, Integer.parseInt(levels), symbol.changes());
  }

  @Override
  public void putSnapshot(SimulatedBook book, int levels, long timeMs, SimulatedFrameBuffer into) {
    into.put(ascii("{\"lastUpdateId\":")).putNumber(book.updateId());
    into.put(TIME).putNumber(timeMs).put(MATCHING_TIME).putNumber(timeMs);
    into.put(ascii(",\"bids\":"));
    book.putSide(true, levels, into);
    into.put(ascii(",\"asks\":"));
    book.putSide(false, levels, into);
    into.put('}');
  }

  @Override
  public void putTrade(SimulatedTrades.Trade trade, SimulatedFrameBuffer into) {
    SimulatedTradeForms.putTrade(trade, ",\"isRPITrade\":false}", into);
  }

  @Override
  public void putAggregate(SimulatedTrades.Trade trade, SimulatedFrameBuffer into) {
    SimulatedTradeForms.putAggregate(trade, true, "}", into);
  }

  /** What deltas and partial books have in common: everything up to the levels. */
  private static void putBookHead(
      SimulatedBook book, long previousId, long timeMs, SimulatedFrameBuffer into) {
    String name = book.symbol().name();
    into.put(ascii("{\"e\":\"depthUpdate\"")).put(TIME).putNumber(timeMs);
    into.put(MATCHING_TIME).putNumber(timeMs).put(SYMBOL).put(ascii(name));
    into.put(ascii("\",\"ps\":\"")).put(ascii(name));
    into.put(ascii("\",\"U\":")).putNumber(previousId + FOREIGN_IDS + 1);
    into.put(ascii(",\"u\":")).putNumber(book.updateId());
    into.put(ascii(",\"pu\":")).putNumber(previousId);
  }

  private static final class DeltaWriter implements Writer {
    private final SimulatedBook book;
    private final SimulatedDelta delta;
    private final SimulatedBook.Changes changes;

    DeltaWriter(SimulatedBook book, SimulatedDelta delta, SimulatedBook.Changes changes) {
      this.book = book;
      this.delta = delta;
      this.changes = changes;
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(false, changes);
      putBookHead(book, delta.toldUntil(), timeMs, into);
      into.put(BIDS);
      delta.putSide(true, true, into);
      into.put(ASKS);
      delta.putSide(false, true, into);
      into.put(END);
      delta.told(book.updateId());
      return book.updateId();
    }
  }

  private static final class PartialWriter implements Writer {
    private final SimulatedBook book;
    private final int levels;
    private final SimulatedBook.Changes changes;
    private long previousId;

    PartialWriter(SimulatedBook book, int levels, SimulatedBook.Changes changes) {
      this.book = book;
      this.levels = levels;
      this.changes = changes;
      this.previousId = book.updateId();
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(false, changes);
      putBookHead(book, previousId, timeMs, into);
      into.put(BIDS);
      book.putSide(true, levels, into);
      into.put(ASKS);
      book.putSide(false, levels, into);
      into.put(END);
      previousId = book.updateId();
      return previousId;
    }
  }

  private static final class QuoteWriter implements Writer {
    private static final byte[] UPDATE_ID = ascii("{\"e\":\"bookTicker\",\"u\":");

    private final SimulatedBook book;
    private final byte[] symbol;
    private final SimulatedBook.Changes changes;

    QuoteWriter(SimulatedBook book, SimulatedBook.Changes changes) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
      this.changes = changes;
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(true, changes);
      into.put(UPDATE_ID).putNumber(book.updateId()).put(SYMBOL).put(symbol);
      into.put(ascii("\",\"ps\":\"")).put(symbol);
      into.put(ascii("\",\"b\":")).putDecimal(book.price(true, 0));
      into.put(ascii(",\"B\":")).putDecimal(book.quantityAt(true, 0));
      into.put(ascii(",\"a\":")).putDecimal(book.price(false, 0));
      into.put(ascii(",\"A\":")).putDecimal(book.quantityAt(false, 0));
      into.put(MATCHING_TIME).putNumber(timeMs).put(TIME).putNumber(timeMs).put(END);
      return book.updateId();
    }
  }

  private static final class TradeWriter implements Writer {
    private final SimulatedBook book;
    private final byte[] symbol;
    private final SimulatedTrades trades;

    TradeWriter(Symbol shared) {
      this.book = shared.book();
      this.trades = shared.trades();
      this.symbol = ascii(book.symbol().name());
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.trade();
      trades.add(book.lastTrade(timeMs));
      into.put(ascii("{\"e\":\"trade\"")).put(TIME).putNumber(timeMs);
      into.put(MATCHING_TIME).putNumber(timeMs).put(SYMBOL).put(symbol);
      into.put(ascii("\",\"t\":")).putNumber(book.tradeId());
      into.put(ascii(",\"p\":")).putDecimal(book.tradePrice());
      into.put(ascii(",\"q\":")).putDecimal(book.tradeQuantity());
      into.put(ascii(",\"X\":\"MARKET\",\"m\":" + book.isBuyerMaker() + "}"));
      return book.tradeId();
    }
  }

  /** Has no ids: the index price grows a little with each frame, so that no two are the same. */
  private static final class MarkPriceWriter implements Writer {
    private static final long FUNDING_MS = 8 * 3_600_000L;

    private final SimulatedBook book;
    private final byte[] symbol;
    private long frames;

    MarkPriceWriter(SimulatedBook book) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      long price = book.price(true, 0);
      into.put(ascii("{\"e\":\"markPriceUpdate\"")).put(TIME).putNumber(timeMs);
      into.put(SYMBOL).put(symbol).put(ascii("\",\"p\":")).putDecimal(price);
      into.put(ascii(",\"ap\":")).putDecimal(price).put(ascii(",\"P\":")).putDecimal(price);
      into.put(ascii(",\"i\":")).putDecimal(price + ++frames);
      into.put(ascii(",\"r\":\"0.00010000\"")).put(MATCHING_TIME);
      into.putNumber(timeMs - timeMs % FUNDING_MS + FUNDING_MS).put(END);
      return -1;
    }
  }

  /** Has no ids: the end of the session moves with each frame, so that no two are the same. */
  private static final class SessionWriter implements Writer {
    private static final long HOURS_MS = 6 * 3_600_000L;

    private long frames;

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      into.put(ascii("{\"e\":\"EquityUpdate\"")).put(TIME).putNumber(timeMs);
      into.put(ascii(",\"t\":")).putNumber(timeMs - HOURS_MS);
      into.put(MATCHING_TIME).putNumber(timeMs + HOURS_MS + ++frames);
      into.put(ascii(",\"S\":\"REGULAR\"}"));
      return -1;
    }
  }
}
