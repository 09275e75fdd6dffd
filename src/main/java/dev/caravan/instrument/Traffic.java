package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

/**
 * What a stream typically delivers; an estimate, and where it comes from.
 *
 * @param messagesPerSecond over a day, rush and night together
 * @param frameBytes one frame as received
 * @param compression how many times smaller zstd makes the journal's lines
 * @param origin measured where and when, or how guessed
 */
public record Traffic(double messagesPerSecond, int frameBytes, double compression, String origin) {

  public Traffic {
    requireNonNull(origin, "origin");
    if (messagesPerSecond < 0 || frameBytes < 0 || compression < 1) {
      throw new IllegalArgumentException(
          "impossible traffic: " + messagesPerSecond + " " + frameBytes + " " + compression);
    }
  }
}
