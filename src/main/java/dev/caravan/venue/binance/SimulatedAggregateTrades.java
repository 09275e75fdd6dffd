package dev.caravan.venue.binance;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades;

/**
 * Writes the aggregate trades of a simulated symbol.
 *
 * <p>Shape: {@code "a":7,"s":"BTCUSDT","p":…,"q":…,"f":1,"l":2,"T":…,"m":…}, what both venues have.
 * Where trades are told one by one as well, each covers those since the one before.
 */
public final class SimulatedAggregateTrades implements SimulatedPayloads.Writer {

  private static final byte[] EVENT = ascii("{\"e\":\"aggTrade\",\"E\":");
  private static final byte[] ID = ascii(",\"a\":");
  private static final byte[] SYMBOL = ascii(",\"s\":\"");
  private static final byte[] PRICE = ascii("\",\"p\":");
  private static final byte[] QUANTITY = ascii(",\"q\":");
  private static final byte[] FIRST = ascii(",\"f\":");
  private static final byte[] LAST = ascii(",\"l\":");
  private static final byte[] TIME = ascii(",\"T\":");
  private static final byte[] MAKER_BUYS = ascii(",\"m\":true");
  private static final byte[] MAKER_SELLS = ascii(",\"m\":false");

  private final SimulatedBook book;
  private final SimulatedTrades told;
  private final byte[] symbol;
  private final boolean makesTrades;
  private final byte[] end;
  private long id;
  private long toldUntil;

  /**
   * Tells of the trades of one symbol.
   *
   * @param end what the venue adds behind the last field, the brace included
   */
  public SimulatedAggregateTrades(SimulatedPayloads.Symbol symbol, String end) {
    this.book = symbol.book();
    this.told = symbol.aggregates();
    this.symbol = ascii(book.symbol().name());
    this.makesTrades = !symbol.hasTrades();
    this.end = ascii(end);
    this.id = book.tradeId() / 2;
    this.toldUntil = book.tradeId();
  }

  @Override
  public long write(long timeMs, SimulatedFrameBuffer into) {
    if (makesTrades) {
      book.trade();
    }
    long last = book.tradeId();
    SimulatedTrades.Trade trade =
        new SimulatedTrades.Trade(
            ++id,
            book.price(book.isBuyerMaker(), 0),
            Math.max(1, book.tradeQuantity()),
            Math.min(toldUntil + 1, last),
            last,
            timeMs,
            book.isBuyerMaker());
    told.add(trade);
    into.put(EVENT).putNumber(timeMs).put(ID).putNumber(id).put(SYMBOL).put(symbol);
    into.put(PRICE).putDecimal(trade.price()).put(QUANTITY).putDecimal(trade.quantity());
    into.put(FIRST).putNumber(trade.firstTradeId()).put(LAST).putNumber(last);
    into.put(TIME).putNumber(timeMs);
    into.put(trade.isBuyerMaker() ? MAKER_BUYS : MAKER_SELLS).put(end);
    toldUntil = last;
    return id;
  }
}
