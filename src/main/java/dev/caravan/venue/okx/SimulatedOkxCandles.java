package dev.caravan.venue.okx;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the candles of one channel; the volume grows with each frame, or the highest price, so
 * that no two are the same, and the last of each interval is final.
 *
 * <p>Shape: {@code [ts,open,high,low,close,vol,volCcy,volCcyQuote,confirm]}; of mark prices and
 * indices without volumes. From six hours on intervals begin by the clock of Hong Kong, unless the
 * channel ends with {@code utc}. Not thread-safe.
 */
final class SimulatedOkxCandles implements SimulatedOkxPayloads.Writer {

  private static final Pattern INTERVAL = Pattern.compile(".*candle(\\d+)([smHDWM])(utc)?");
  private static final Duration HONG_KONG = Duration.ofHours(8);
  private static final Duration MONDAY = Duration.ofDays(4);
  private static final int MONTHS_A_YEAR = 12;

  private final SimulatedOkxBook book;
  private final boolean isOfTrades;
  private final int count;
  private final char unit;
  private final long shiftMs;

  private long openMs = -1;
  private long open;
  private long high;
  private long low;
  private long volume;

  SimulatedOkxCandles(String channel, SimulatedOkxBook book) {
    Matcher interval = INTERVAL.matcher(channel);
    if (!interval.matches()) {
      throw new IllegalArgumentException("no channel of candles: " + channel);
    }
    this.book = book;
    this.isOfTrades = channel.startsWith("candle");
    this.count = Integer.parseInt(interval.group(1));
    this.unit = interval.group(2).charAt(0);
    boolean isLong = "DWM".indexOf(unit) >= 0 || (unit == 'H' && count >= 6);
    this.shiftMs = isLong && interval.group(3) == null ? HONG_KONG.toMillis() : 0;
  }

  @Override
  public SimulatedOkxPayloads.Said write(long timeMs, long[] key) {
    long price = SimulatedOkxPayloads.step(book, timeMs).bestBid();
    long now = openOf(timeMs);
    boolean isFinal = openMs >= 0 && now > openMs;
    if (openMs < 0) {
      begin(now, price);
    }
    high = Math.max(high, price) + (isOfTrades ? 0 : 1);
    low = Math.min(low, price);
    String volumes = isOfTrades ? "\"" + ++volume + "\",\"1\",\"1\"," : "";
    String candle =
        "[\""
            + openMs
            + "\",\""
            + SimulatedOkxBook.tenths(open)
            + "\",\""
            + SimulatedOkxBook.tenths(high)
            + "\",\""
            + SimulatedOkxBook.tenths(low)
            + "\",\""
            + SimulatedOkxBook.tenths(price)
            + "\","
            + volumes
            + "\""
            + (isFinal ? 1 : 0)
            + "\"]";
    if (isFinal) {
      begin(now, price);
    }
    return new SimulatedOkxPayloads.Said("", candle);
  }

  private void begin(long atMs, long price) {
    openMs = atMs;
    open = price;
    high = price;
    low = price;
  }

  private long openOf(long timeMs) {
    long local = timeMs + shiftMs;
    if (unit == 'M') {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(local), ZoneOffset.UTC);
      int months = day.getYear() * MONTHS_A_YEAR + day.getMonthValue() - 1;
      int first = months - months % count;
      LocalDate begins = LocalDate.of(first / MONTHS_A_YEAR, first % MONTHS_A_YEAR + 1, 1);
      return begins.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - shiftMs;
    }
    long lengthMs =
        count
            * switch (unit) {
              case 's' -> 1_000L;
              case 'm' -> 60_000L;
              case 'H' -> 3_600_000L;
              case 'D' -> 86_400_000L;
              default -> 7 * 86_400_000L;
            };
    long origin = unit == 'W' ? MONDAY.toMillis() : 0;
    return local - Math.floorMod(local - origin, lengthMs) - shiftMs;
  }
}
