package dev.caravan.doctor;

import static java.util.Objects.requireNonNull;

import dev.caravan.log.Redaction;

/**
 * One thing that a check found.
 *
 * @param check one word for what was looked at
 * @param said what is so, with its value and its limit, on one line and without secrets
 * @param next what to do; empty where there is nothing to do
 */
public record Finding(String check, Level level, String said, String next) {

  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Recording would work, but something deserves a look. */
    WARN,
    /** Recording would not work, or not as configured. */
    FAIL
  }

  public Finding {
    requireNonNull(check, "check");
    requireNonNull(level, "level");
    said = oneLine(said);
    next = oneLine(next);
  }

  public static Finding ok(String check, String said) {
    return new Finding(check, Level.OK, said, "");
  }

  public static Finding warn(String check, String said, String next) {
    return new Finding(check, Level.WARN, said, next);
  }

  public static Finding fail(String check, String said, String next) {
    return new Finding(check, Level.FAIL, said, next);
  }

  /** What strangers answered may stand in it. */
  private static String oneLine(String text) {
    return Redaction.redact(text).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }
}
