package dev.caravan.venue.gateio;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.simulator.market.SimulatedTrades;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One symbol of one simulated market: its book, its trades, and how the market writes both.
 *
 * <p>Spot writes levels as arrays of base quantities, futures as objects of contracts, whose sizes
 * are text as for a client that asks for it in its handshake, and numbers over REST; the depth of
 * the second version is arrays on both. Not thread-safe.
 */
final class SimulatedGateioSite implements SimulatedBook.Changes {

  private static final int KEPT_TRADES = 1000;

  private final boolean isSpot;
  private final String symbol;
  private final SimulatedBook book;
  private final List<SimulatedBook.Changes> listeners = new ArrayList<>();
  private final Deque<SimulatedTrades.Trade> trades = new ArrayDeque<>();

  SimulatedGateioSite(boolean isSpot, String symbol, long seed) {
    this.isSpot = isSpot;
    this.symbol = symbol;
    this.book = new SimulatedBook(SimulatedSymbol.named(symbol.replace("_", "")), seed, 0);
  }

  boolean isSpot() {
    return isSpot;
  }

  String symbol() {
    return symbol;
  }

  SimulatedBook book() {
    return book;
  }

  /** Hears of every level that changes from now on. */
  SimulatedGateioChanges listen() {
    SimulatedGateioChanges changes = new SimulatedGateioChanges(book.updateId());
    listeners.add(changes);
    return changes;
  }

  @Override
  public void changed(boolean isBid, long price, long quantity) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).changed(isBid, price, quantity);
    }
  }

  void step(boolean touchesBest) {
    book.step(touchesBest, this);
  }

  SimulatedTrades.Trade trade(long timeMs) {
    book.trade();
    if (trades.size() == KEPT_TRADES) {
      trades.removeFirst();
    }
    trades.addLast(book.lastTrade(timeMs));
    return trades.getLast();
  }

  /** How many contracts, or how much of the base asset, a quantity is. */
  void putSize(long quantity, SimulatedFrameBuffer into) {
    if (isSpot) {
      into.putDecimal(quantity);
    } else {
      into.put('"').putNumber(contracts(quantity)).put('"');
    }
  }

  long contracts(long quantity) {
    return quantity / book.symbol().step();
  }

  /** Whole sides, best first. */
  void putSide(boolean isBid, int levels, boolean isText, SimulatedFrameBuffer into) {
    if (isSpot) {
      book.putSide(isBid, levels, into);
      return;
    }
    into.put('[');
    for (int i = 0; i < Math.min(levels, SimulatedBook.DEPTH); i++) {
      putContracts(i > 0, book.price(isBid, i), book.quantityAt(isBid, i), isText, into);
    }
    into.put(']');
  }

  void putChanges(Map<Long, Long> side, SimulatedFrameBuffer into) {
    into.put('[');
    boolean isBehind = false;
    for (Map.Entry<Long, Long> level : side.entrySet()) {
      if (isSpot) {
        if (isBehind) {
          into.put(',');
        }
        into.putLevel(level.getKey(), level.getValue());
      } else {
        putContracts(isBehind, level.getKey(), level.getValue(), true, into);
      }
      isBehind = true;
    }
    into.put(']');
  }

  private void putContracts(
      boolean isBehind, long price, long quantity, boolean isText, SimulatedFrameBuffer into) {
    into.put(ascii(isBehind ? ",{\"p\":" : "{\"p\":")).putDecimal(price);
    into.put(ascii(isText ? ",\"s\":\"" : ",\"s\":")).putNumber(contracts(quantity));
    into.put(ascii(isText ? "\"}" : "}"));
  }

  /** {@code {"id":…,"asks":[…],"bids":[…]}}; times in milliseconds on spot, in seconds else. */
  byte[] restBook(int levels, long timeMs) {
    SimulatedFrameBuffer body = new SimulatedFrameBuffer();
    body.put(ascii("{\"id\":")).putNumber(book.updateId()).put(ascii(",\"current\":"));
    putTime(timeMs, body);
    body.put(ascii(",\"update\":"));
    putTime(timeMs, body);
    body.put(ascii(",\"asks\":"));
    putSide(false, levels, false, body);
    body.put(ascii(",\"bids\":"));
    putSide(true, levels, false, body);
    return body.put('}').toBytes();
  }

  private void putTime(long timeMs, SimulatedFrameBuffer into) {
    into.put(ascii(isSpot ? Long.toString(timeMs) : timeMs / 1000 + "." + (1000 + timeMs % 1000)));
  }

  /** The newest first. */
  byte[] restTrades(int limit) {
    StringBuilder body = new StringBuilder("[");
    Iterator<SimulatedTrades.Trade> newest = trades.descendingIterator();
    for (int i = 0; i < limit && newest.hasNext(); i++) {
      body.append(i > 0 ? "," : "");
      body.append(isSpot ? restTradeOfSpot(newest.next()) : tradeOfFutures(newest.next(), ""));
    }
    return ascii(body.append(']').toString());
  }

  private String restTradeOfSpot(SimulatedTrades.Trade trade) {
    return "{\"id\":\""
        + globalId(trade)
        + "\",\"create_time\":\""
        + trade.timeMs() / 1000
        + "\",\"create_time_ms\":\""
        + trade.timeMs()
        + ".125\",\"currency_pair\":\""
        + symbol
        + "\",\"side\":\""
        + side(trade)
        + "\",\"amount\":"
        + decimal(trade.quantity())
        + ",\"price\":"
        + decimal(trade.price())
        + ",\"sequence_id\":\""
        + trade.id()
        + "\"}";
  }

  String tradeOfSpot(SimulatedTrades.Trade trade) {
    return "{\"id\":"
        + globalId(trade)
        + ",\"create_time\":"
        + trade.timeMs() / 1000
        + ",\"create_time_ms\":\""
        + trade.timeMs()
        + ".125\",\"side\":\""
        + side(trade)
        + "\",\"currency_pair\":\""
        + symbol
        + "\",\"amount\":"
        + decimal(trade.quantity())
        + ",\"price\":"
        + decimal(trade.price())
        + ",\"id_market\":"
        + trade.id()
        + "}";
  }

  /**
   * A trade of futures.
   *
   * @param quote around its size
   */
  String tradeOfFutures(SimulatedTrades.Trade trade, String quote) {
    return "{\"size\":"
        + quote
        + (trade.isBuyerMaker() ? "-" : "")
        + contracts(trade.quantity())
        + quote
        + ",\"id\":"
        + trade.id()
        + ",\"create_time\":"
        + trade.timeMs() / 1000
        + ",\"create_time_ms\":"
        + trade.timeMs()
        + ",\"price\":"
        + decimal(trade.price())
        + ",\"contract\":\""
        + symbol
        + "\"}";
  }

  /** Shared by all pairs: it grows, and skips. */
  private static long globalId(SimulatedTrades.Trade trade) {
    return trade.id() * 7 + 3;
  }

  private static String side(SimulatedTrades.Trade trade) {
    return trade.isBuyerMaker() ? "sell" : "buy";
  }

  static String decimal(long hundredMillionths) {
    return new String(
        new SimulatedFrameBuffer().putDecimal(hundredMillionths).toBytes(),
        java.nio.charset.StandardCharsets.US_ASCII);
  }
}
