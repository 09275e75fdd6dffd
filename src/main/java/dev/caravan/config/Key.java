package dev.caravan.config;

import static java.util.Objects.requireNonNull;

/**
 * One thing an operator can decide.
 *
 * @param name full name; {@code <venue>} stands for any configured venue
 * @param defaultValue used where nothing is said; empty for none
 * @param isSecret never printed and never taken from the command line
 */
public record Key(String name, Type type, String defaultValue, boolean isSecret) {

  /** How a value is written. */
  public enum Type {
    TEXT("any text"),
    TEXT_OR_JSON("text or json"),
    NAMES("names separated by commas"),
    WHOLE_NUMBER("a whole number"),
    COUNT("a whole number, 1 or more"),
    ONE_OR_TWO("1 or 2"),
    ZSTD_LEVEL("a level from 1 to 22"),
    PORT("a port from 0 to 65535; 0 takes a free one"),
    DURATION("a duration like 250ms, 20s, 10m, 1h or 1d, of 36500d at most"),
    DURATION_OR_AUTO("auto, or a duration like 20s"),
    DURATION_OR_NONE("none, or a duration like 2ms"),
    TIME_OR_NONE("none, or a time of day like 08:00"),
    HOURS_OR_NONE("none, or hours of the day like 23:00-07:00"),
    ZONE("system, or a time zone like UTC or Europe/Berlin"),
    SIZE("a size like 64KiB, 256MiB or 2GiB"),
    SIZE_OR_NONE("none, or a size like 64KiB, 256MiB or 2GiB"),
    URL("an address like wss://host:port"),
    HTTP_URL("an address like https://host"),
    YES_NO("true or false");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }
  }

  static final String VENUE = "<venue>";

  public Key {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(defaultValue, "defaultValue");
  }

  boolean isPerVenue() {
    return name.contains(VENUE);
  }

  String forVenue(String venue) {
    return name.replace(VENUE, venue);
  }
}
