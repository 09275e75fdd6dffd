package dev.caravan.cli;

import java.util.List;
import java.util.Locale;

/** Words numbers and a stranger's text for a terminal. */
final class Shown {

  private Shown() {}

  /** A venue's text must not command the terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** The two largest units of a duration: {@code 3d 4h}. */
  static String duration(long millis) {
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    return seconds < 172_800
        ? seconds / 3600 + "h " + seconds % 3600 / 60 + "m"
        : seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }

  /** How long ago, with tenths while it is short. */
  static String ago(long millis) {
    return millis < 60_000
        ? String.format(Locale.ROOT, "%.1fs ago", millis / 1000.0)
        : duration(millis) + " ago";
  }

  /** {@code 84.5 GB}, in powers of ten. */
  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : List.of("kB", "MB", "GB", "TB")) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  /** {@code 1 gap}, {@code 2,345 gaps}. */
  static String count(long number, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
  }
}
