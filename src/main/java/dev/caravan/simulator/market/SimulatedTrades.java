package dev.caravan.simulator.market;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers the newest trades of one simulated symbol, so that they can be asked for by id.
 *
 * <p>Not thread-safe.
 */
public final class SimulatedTrades {

  /**
   * One trade, or those that an aggregate covers; prices and quantities in hundred-millionths.
   *
   * @param firstTradeId first trade that an aggregate covers; else the id
   * @param lastTradeId last trade that an aggregate covers; else the id
   */
  public record Trade(
      long id,
      long price,
      long quantity,
      long firstTradeId,
      long lastTradeId,
      long timeMs,
      boolean isBuyerMaker) {}

  private final int kept;
  private final Deque<Trade> trades = new ArrayDeque<>();

  /** Keeps so many; older ones are forgotten. */
  public SimulatedTrades(int kept) {
    this.kept = kept;
  }

  /** Takes the next trade; ids come without holes. */
  public void add(Trade trade) {
    if (trades.size() == kept) {
      trades.removeFirst();
    }
    trades.addLast(trade);
  }

  /** Whether everything from this id on is still known, or has not happened yet. */
  public boolean isKnownFrom(long id) {
    return trades.isEmpty() || id >= trades.getFirst().id();
  }

  /** Id of the oldest that is known, or -1. */
  public long oldestId() {
    return trades.isEmpty() ? -1 : trades.getFirst().id();
  }

  /** The first id of the newest so many. */
  public long newest(int count) {
    return trades.isEmpty() ? 0 : trades.getLast().id() - count + 1;
  }

  /** Appends {@code [{…},…]}: at most so many from this id on, oldest first. */
  public void put(long fromId, int count, Form form, SimulatedFrameBuffer into) {
    into.put('[');
    int put = 0;
    for (Trade trade : trades) {
      if (put == count) {
        break;
      }
      if (trade.id() >= fromId) {
        if (put++ > 0) {
          into.put(',');
        }
        form.put(trade, into);
      }
    }
    into.put(']');
  }

  /** How a venue's REST writes a trade. */
  @FunctionalInterface
  public interface Form {
    void put(Trade trade, SimulatedFrameBuffer into);
  }
}
