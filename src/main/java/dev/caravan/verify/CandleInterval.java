package dev.caravan.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers the intervals of a candle channel, so that an absent one shows.
 *
 * <p>Shape: {@code kline_1m}, {@code candle1H}, {@code candle.1s}, {@code CHART_1m}: how many, and
 * seconds, minutes, hours, days, weeks or months ({@code M}); where they begin by another clock
 * than UTC, each has its number all the same. OKX names the price before ({@code
 * mark-price-candle1m}) and the clock behind ({@code candle1Dutc}). Channels whose names do not end
 * so are not numbered.
 */
final class CandleInterval {

  private static final Pattern CHANNEL =
      Pattern.compile(
          "(?:[a-z]+\\.|[a-z-]+-)?(?:[kK]line|[cC]andle|CHART).*?(\\d{1,4})([smhHdDwWM])(?:utc)?");
  private static final long NANOS = 1_000_000_000L;
  private static final int MONTHS_A_YEAR = 12;
  private static final Duration MONDAY = Duration.ofDays(4);

  private final int count;
  private final char unit;

  private CandleInterval(int count, char unit) {
    this.count = count;
    this.unit = unit;
  }

  /** The intervals of a channel; empty where it has none that are known. */
  static Optional<CandleInterval> of(String channel) {
    Matcher matcher = CHANNEL.matcher(channel);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new CandleInterval(Integer.parseInt(matcher.group(1)), matcher.group(2).charAt(0)));
  }

  /** Number of the interval that begins then; that of the next one is one more. */
  long indexOf(long openTimeNs) {
    if (unit == 'M') {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(0, openTimeNs), ZoneOffset.UTC);
      long months = (long) day.getYear() * MONTHS_A_YEAR + day.getMonthValue() - 1;
      return Math.floorDiv(months, count);
    }
    long origin = unit == 'w' || unit == 'W' ? MONDAY.toNanos() : 0;
    return Math.floorDiv(openTimeNs - origin, seconds() * count * NANOS);
  }

  private long seconds() {
    return switch (unit) {
      case 's' -> 1;
      case 'm' -> Duration.ofMinutes(1).toSeconds();
      case 'h', 'H' -> Duration.ofHours(1).toSeconds();
      case 'd', 'D' -> Duration.ofDays(1).toSeconds();
      default -> Duration.ofDays(7).toSeconds();
    };
  }
}
