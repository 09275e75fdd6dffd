package dev.caravan.venue.binancespot;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades;
import dev.caravan.venue.binance.SimulatedAggregateTrades;
import dev.caravan.venue.binance.SimulatedCandles;
import dev.caravan.venue.binance.SimulatedDelta;
import dev.caravan.venue.binance.SimulatedPayloads;
import dev.caravan.venue.binance.SimulatedStreamMarket;
import dev.caravan.venue.binance.SimulatedTradeForms;
import java.util.List;

/** Writes the payloads of a synthetic Binance spot. */
final class SimulatedSpotMarket implements SimulatedPayloads {

  static final List<String> DEFAULT_CHANNELS = List.of("depth20@100ms", "trade");

  private static final List<String> CHANNELS =
      List.of(
          "trade",
          "aggTrade",
          "bookTicker",
          "depth",
          "depth@100ms",
          "depth5",
          "depth10",
          "depth20",
          "depth5@100ms",
          "depth10@100ms",
          "depth20@100ms",
          "kline_1m",
          "kline_5m",
          "kline_1h");

  private static final byte[] TIME = ascii(",\"E\":");
  private static final byte[] SYMBOL = ascii(",\"s\":\"");
  private static final byte[] LAST_UPDATE_ID = ascii("{\"lastUpdateId\":");
  private static final byte[] BIDS = ascii(",\"bids\":");
  private static final byte[] ASKS = ascii(",\"asks\":");

  private SimulatedSpotMarket() {}

  static SimulatedStreamMarket of(MarketOptions options) {
    return SimulatedStreamMarket.of(options, new SimulatedSpotMarket(), DEFAULT_CHANNELS);
  }

  @Override
  public List<String> channels() {
    return CHANNELS;
  }

  @Override
  public int foreignIds() {
    return 0;
  }

  @Override
  public boolean isDelta(String channel) {
    return channel.equals("depth") || channel.equals("depth@100ms");
  }

  @Override
  public Writer writer(String channel, Symbol symbol, SimulatedDelta delta) {
    SimulatedBook book = symbol.book();
    if (channel.equals("trade")) {
      return new TradeWriter(symbol);
    }
    if (channel.equals("aggTrade")) {
      return new SimulatedAggregateTrades(symbol, ",\"M\":true}");
    }
    if (channel.equals("bookTicker")) {
      return new QuoteWriter(book, symbol.changes());
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
    putPartial(book, levels, into);
  }

  @Override
  public void putTrade(SimulatedTrades.Trade trade, SimulatedFrameBuffer into) {
    SimulatedTradeForms.putTrade(trade, ",\"isBestMatch\":true}", into);
  }

  @Override
  public void putAggregate(SimulatedTrades.Trade trade, SimulatedFrameBuffer into) {
    SimulatedTradeForms.putAggregate(trade, false, ",\"M\":true}", into);
  }

  private static void putPartial(SimulatedBook book, int levels, SimulatedFrameBuffer into) {
    into.put(LAST_UPDATE_ID).putNumber(book.updateId()).put(BIDS);
    book.putSide(true, levels, into);
    into.put(ASKS);
    book.putSide(false, levels, into);
    into.put('}');
  }

  private static final class PartialWriter implements Writer {
    private final SimulatedBook book;
    private final int levels;
    private final SimulatedBook.Changes changes;

    PartialWriter(SimulatedBook book, int levels, SimulatedBook.Changes changes) {
      this.book = book;
      this.levels = levels;
      this.changes = changes;
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

    QuoteWriter(SimulatedBook book, SimulatedBook.Changes changes) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
      this.changes = changes;
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
    private final SimulatedDelta delta;
    private final SimulatedBook.Changes changes;

    DeltaWriter(SimulatedBook book, SimulatedDelta delta, SimulatedBook.Changes changes) {
      this.book = book;
      this.symbol = ascii(book.symbol().name());
      this.delta = delta;
      this.changes = changes;
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      book.step(false, changes);
      into.put(EVENT).put(TIME).putNumber(timeMs).put(SYMBOL).put(symbol);
      into.put(FIRST_ID).putNumber(delta.toldUntil() + 1).put(LAST_ID).putNumber(book.updateId());
      into.put(BIDS);
      delta.putSide(true, false, into);
      into.put(ASKS);
      delta.putSide(false, true, into);
      into.put('}');
      delta.told(book.updateId());
      return book.updateId();
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
