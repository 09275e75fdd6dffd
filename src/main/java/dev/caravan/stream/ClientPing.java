package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongFunction;

/**
 * What a client has to say in the venue's own words so that the venue keeps its connection.
 *
 * <p>The answer is a control frame of the venue. Like every frame it is a sign of life, so nobody
 * matches answers with pings: a connection from which nothing comes is cut all the same.
 *
 * @param after how long after the last one it is said again, to the second
 * @param isRegular whether it is said however much comes; else only after so long without any frame
 * @param text what is said at a time of day, in milliseconds since the epoch
 */
public record ClientPing(Duration after, boolean isRegular, LongFunction<String> text) {

  public ClientPing {
    requireNonNull(text, "text");
    if (after.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a ping more often than once a second: after=" + after);
    }
  }

  /** Said when no frame came for so long: {@code ping} of OKX. */
  public static ClientPing afterSilence(Duration after, String text) {
    requireNonNull(text, "text");
    return new ClientPing(after, false, timeMs -> text);
  }

  /** Said again and again, whatever comes: {@code spot.ping} of Gate, which names the time. */
  public static ClientPing every(Duration after, LongFunction<String> text) {
    return new ClientPing(after, true, text);
  }

  /** Whether it is time to say it. */
  boolean isDue(long sinceLastNs, long sinceHeardNs) {
    return (isRegular ? sinceLastNs : Math.min(sinceLastNs, sinceHeardNs)) >= after.toNanos();
  }
}
