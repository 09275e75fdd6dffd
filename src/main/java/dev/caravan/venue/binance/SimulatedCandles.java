package dev.caravan.venue.binance;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import java.util.Map;

/**
 * Writes the candles of one interval of a simulated symbol; the last frame of each is final.
 *
 * <p>Shape: {@code {"e":"kline",…,"k":{"t":…,"i":"1m",…,"n":3,"x":false,…}}}, the same on both
 * venues. The count of trades grows with each frame, so that no two are the same.
 */
public final class SimulatedCandles implements SimulatedPayloads.Writer {

  private static final Map<String, Long> MINUTES =
      Map.ofEntries(
          Map.entry("1m", 1L),
          Map.entry("3m", 3L),
          Map.entry("5m", 5L),
          Map.entry("15m", 15L),
          Map.entry("30m", 30L),
          Map.entry("1h", 60L),
          Map.entry("2h", 120L),
          Map.entry("4h", 240L),
          Map.entry("6h", 360L),
          Map.entry("8h", 480L),
          Map.entry("12h", 720L),
          Map.entry("1d", 1440L),
          Map.entry("3d", 4320L));

  private final SimulatedBook book;
  private final String interval;
  private final long intervalMs;
  private long openTimeMs = -1;
  private long open;
  private long high;
  private long low;
  private long trades;

  /** Tells of candles of this interval. */
  public SimulatedCandles(SimulatedBook book, String interval) {
    this.book = book;
    this.interval = interval;
    this.intervalMs = milliseconds(interval);
  }

  /** Whether candles of this channel can be made: {@code kline_1m}. */
  public static boolean isKnown(String channel) {
    return channel.startsWith("kline_") && MINUTES.containsKey(interval(channel));
  }

  /** How long a candle of this interval lasts. */
  static long milliseconds(String interval) {
    return MINUTES.getOrDefault(interval, 0L) * 60_000;
  }

  /** {@code 1m} of {@code kline_1m}. */
  public static String interval(String channel) {
    return channel.substring("kline_".length());
  }

  @Override
  public long write(long timeMs, SimulatedFrameBuffer into) {
    long now = timeMs - timeMs % intervalMs;
    boolean isFinal = openTimeMs >= 0 && now > openTimeMs;
    long price = book.price(true, 0);
    if (openTimeMs < 0) {
      begin(now, price);
    }
    high = Math.max(high, price);
    low = Math.min(low, price);
    trades++;
    put(timeMs, price, isFinal, into);
    if (isFinal) {
      begin(now, price);
    }
    return -1;
  }

  private void begin(long atMs, long price) {
    openTimeMs = atMs;
    open = price;
    high = price;
    low = price;
    trades = 0;
  }

  private void put(long timeMs, long close, boolean isFinal, SimulatedFrameBuffer into) {
    String symbol = book.symbol().name();
    into.put(ascii("{\"e\":\"kline\",\"E\":")).putNumber(timeMs);
    into.put(ascii(",\"s\":\"" + symbol + "\",\"k\":{\"t\":")).putNumber(openTimeMs);
    into.put(ascii(",\"T\":")).putNumber(openTimeMs + intervalMs - 1);
    into.put(ascii(",\"s\":\"" + symbol + "\",\"i\":\"" + interval + "\",\"f\":"));
    into.putNumber(book.tradeId()).put(ascii(",\"L\":")).putNumber(book.tradeId() + trades - 1);
    into.put(ascii(",\"o\":")).putDecimal(open).put(ascii(",\"c\":")).putDecimal(close);
    into.put(ascii(",\"h\":")).putDecimal(high).put(ascii(",\"l\":")).putDecimal(low);
    into.put(ascii(",\"v\":")).putDecimal(trades).put(ascii(",\"n\":")).putNumber(trades);
    into.put(ascii(",\"x\":" + isFinal + ",\"q\":")).putDecimal(trades);
    into.put(ascii(",\"V\":")).putDecimal(trades).put(ascii(",\"Q\":")).putDecimal(trades);
    into.put(ascii(",\"B\":\"0\"}}"));
  }
}
