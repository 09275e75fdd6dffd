package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The hours of the day in which only critical incidents are told at once.
 *
 * @param from the first minute that is quiet
 * @param to the first minute that is not; before {@code from} where they pass midnight
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

  private static final String NONE = "none";

  public QuietHours {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(zone, "zone");
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "quiet hours end when they begin: " + from + "; write none, or hours like 23:00-07:00");
    }
  }

  /** Reads {@code 23:00-07:00}; empty for {@code none}. */
  public static Optional<QuietHours> parse(String text, ZoneId zone) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.equals(NONE)) {
      return Optional.empty();
    }
    String[] ends = stripped.split("-", -1);
    try {
      if (ends.length == 2) {
        return Optional.of(
            new QuietHours(
                LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()), zone));
      }
    } catch (DateTimeParseException e) {
      // Said below, with the text.
    }
    throw new IllegalArgumentException(
        "quiet hours are not none, or hours like 23:00-07:00: " + text);
  }

  /** Whether this moment is quiet. */
  public boolean contains(Instant moment) {
    LocalTime time = moment.atZone(zone).toLocalTime();
    boolean isAfterStart = !time.isBefore(from);
    boolean isBeforeEnd = time.isBefore(to);
    return from.isBefore(to) ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd;
  }

  @Override
  public String toString() {
    return from + "-" + to + " " + zone;
  }
}
