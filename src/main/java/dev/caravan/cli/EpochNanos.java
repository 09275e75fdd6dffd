package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a moment as a person types it into nanoseconds since the epoch.
 *
 * <p>Shape: ISO-8601, UTC where no offset is given ({@code 2026-11-20}, {@code 2026-11-20T13:00},
 * {@code 2026-11-20T13:00:00.5+09:00}), or a number of seconds, milliseconds, microseconds or
 * nanoseconds, told apart by its size: below 10^11 it is seconds, and three digits more each. Or
 * how long ago: {@code 90s}, {@code 1h}, {@code 2d12h}; {@code now} is now, {@code today} and
 * {@code yesterday} the beginning of that day in UTC.
 */
final class EpochNanos implements ITypeConverter<Long> {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");
  private static final long SECONDS_BELOW = 100_000_000_000L;
  private static final long MILLIS_BELOW = SECONDS_BELOW * 1_000;
  private static final long MICROS_BELOW = MILLIS_BELOW * 1_000;
  private static final long NANOS = 1_000_000_000L;

  private static final List<Function<String, Instant>> FORMS =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());

  private static final Pattern AGO = Pattern.compile("(?:\\d{1,9}(?:ms|[smhdw]))+");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhdw])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  @Override
  public Long convert(String text) {
    return parse(text, Instant.now());
  }

  static long parse(String text, Instant now) {
    if (text.equals("now")) {
      return nanos(now);
    }
    if (text.equals("today") || text.equals("yesterday")) {
      int back = text.equals("today") ? 0 : 1;
      return nanos(now.truncatedTo(ChronoUnit.DAYS).minus(back, ChronoUnit.DAYS));
    }
    if (!AGO.matcher(text).matches()) {
      return parse(text);
    }
    Duration ago = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      Duration unit = requireNonNull(UNITS.get(part.group(2)), "unit");
      ago = ago.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
    }
    try {
      return nanos(now.minus(ago));
    } catch (ArithmeticException | DateTimeException e) {
      throw new TypeConversionException("'" + text + "' is too long ago");
    }
  }

  private static long nanos(Instant instant) {
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
  }

  static long parse(String text) {
    try {
      return NUMBER.matcher(text).matches() ? ofNumber(Long.parseLong(text)) : ofTime(text);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is out of range; the years 1678 to 2261 can be told");
    }
  }

  private static long ofNumber(long number) {
    long size = Math.abs(number);
    if (size < SECONDS_BELOW) {
      return Math.multiplyExact(number, NANOS);
    }
    if (size < MILLIS_BELOW) {
      return Math.multiplyExact(number, 1_000_000L);
    }
    return size < MICROS_BELOW ? Math.multiplyExact(number, 1_000L) : number;
  }

  private static long ofTime(String text) {
    for (Function<String, Instant> form : FORMS) {
      try {
        return nanos(form.apply(text));
      } catch (DateTimeException e) {
        continue;
      }
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' is no time; give ISO-8601 such as 2026-11-20T13:00:00Z, how long ago such as 1h"
            + " or 2d12h, or seconds, milliseconds or nanoseconds since the epoch");
  }
}
