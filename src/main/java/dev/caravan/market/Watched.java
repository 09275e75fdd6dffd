package dev.caravan.market;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one stream because somebody looks at it: its book, its last trades, its last
 * candles.
 *
 * <p>Thread-safe: one thread adds, any reads a copy.
 */
final class Watched {

  static final int MOST_TRADES = 100;
  static final int MOST_CANDLES = 500;

  /** A stream of all symbols keeps series of so many. */
  static final int MOST_SYMBOLS = 100;

  private final LiveBook book = new LiveBook();

  // Guarded by this.
  private final Map<String, Deque<Trade>> trades = new HashMap<>();
  private final Map<String, Deque<Candle>> candles = new HashMap<>();

  /** Monotonic; when somebody looked last. */
  volatile long lookedAtNs;

  // The applying thread's.
  private boolean hasWished;
  private long wishedAtNs;

  /** Whether it is time to ask for a book; asking too often would spend what others need. */
  boolean mayWish(long nowNs, Duration every) {
    if (hasWished && nowNs - wishedAtNs < every.toNanos()) {
      return false;
    }
    hasWished = true;
    wishedAtNs = nowNs;
    return true;
  }

  LiveBook book() {
    return book;
  }

  synchronized void add(Trade trade) {
    Deque<Trade> series = series(trades, trade.symbol());
    if (series != null) {
      series.addLast(trade);
      if (series.size() > MOST_TRADES) {
        series.removeFirst();
      }
    }
  }

  /** A candle of the same time replaces its predecessor; one that is final stays so. */
  synchronized void add(Candle candle) {
    Deque<Candle> series = series(candles, candle.symbol());
    if (series == null) {
      return;
    }
    Candle last = series.peekLast();
    if (last != null && last.openTimeNs() >= candle.openTimeNs()) {
      if (last.openTimeNs() > candle.openTimeNs() || (last.isClosed() && !candle.isClosed())) {
        return;
      }
      series.removeLast();
    }
    series.addLast(candle);
    if (series.size() > MOST_CANDLES) {
      series.removeFirst();
    }
  }

  private static <T> @Nullable Deque<T> series(Map<String, Deque<T>> all, String symbol) {
    Deque<T> series = all.get(symbol);
    if (series == null && all.size() < MOST_SYMBOLS) {
      series = new ArrayDeque<>();
      all.put(symbol, series);
    }
    return series;
  }

  synchronized List<Trade> trades(String symbol) {
    return new ArrayList<>(Optional.ofNullable(trades.get(symbol)).orElseGet(ArrayDeque::new));
  }

  synchronized List<Candle> candles(String symbol) {
    return new ArrayList<>(Optional.ofNullable(candles.get(symbol)).orElseGet(ArrayDeque::new));
  }
}
