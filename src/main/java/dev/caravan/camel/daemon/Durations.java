package dev.caravan.camel.daemon;

import java.time.Duration;

/** Writes durations as people say them. */
final class Durations {

  private Durations() {}

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    long hours = seconds / 3600;
    return hours < 48
        ? hours + "h " + seconds % 3600 / 60 + "m"
        : hours / 24 + "d " + hours % 24 + "h";
  }
}
