package dev.caravan.venue.binance;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades.Trade;
import java.math.BigInteger;

/** Writes trades as the REST of Binance's venues does; what comes last is each venue's own. */
public final class SimulatedTradeForms {

  private static final BigInteger UNIT = BigInteger.valueOf(100_000_000L);

  private SimulatedTradeForms() {}

  /** {@code {"id":7,"price":…,"qty":…,"quoteQty":…,"time":…,"isBuyerMaker":…} and the end. */
  public static void putTrade(Trade trade, String end, SimulatedFrameBuffer into) {
    into.put(ascii("{\"id\":")).putNumber(trade.id());
    into.put(ascii(",\"price\":")).putDecimal(trade.price());
    into.put(ascii(",\"qty\":")).putDecimal(trade.quantity());
    into.put(ascii(",\"quoteQty\":")).putDecimal(worth(trade));
    into.put(ascii(",\"time\":")).putNumber(trade.timeMs());
    into.put(ascii(",\"isBuyerMaker\":" + trade.isBuyerMaker() + end));
  }

  /**
   * {@code {"a":7,"p":…,"q":…,"f":1,"l":2,"T":…,"m":…} and the end.
   *
   * @param hasOwnQuantity whether {@code nq}, the quantity without RPI orders, follows {@code q}
   */
  public static void putAggregate(
      Trade trade, boolean hasOwnQuantity, String end, SimulatedFrameBuffer into) {
    into.put(ascii("{\"a\":")).putNumber(trade.id());
    into.put(ascii(",\"p\":")).putDecimal(trade.price());
    into.put(ascii(",\"q\":")).putDecimal(trade.quantity());
    if (hasOwnQuantity) {
      into.put(ascii(",\"nq\":")).putDecimal(trade.quantity());
    }
    into.put(ascii(",\"f\":")).putNumber(trade.firstTradeId());
    into.put(ascii(",\"l\":")).putNumber(trade.lastTradeId());
    into.put(ascii(",\"T\":")).putNumber(trade.timeMs());
    into.put(ascii(",\"m\":" + trade.isBuyerMaker() + end));
  }

  private static long worth(Trade trade) {
    return BigInteger.valueOf(trade.price())
        .multiply(BigInteger.valueOf(trade.quantity()))
        .divide(UNIT)
        .longValue();
  }
}
