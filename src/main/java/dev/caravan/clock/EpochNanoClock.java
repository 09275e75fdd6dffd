package dev.caravan.clock;

import java.time.Instant;

/**
 * Tells wall time in nanoseconds since 1970-01-01T00:00Z; may jump when the machine's clock is set.
 */
@FunctionalInterface
public interface EpochNanoClock {

  long epochNanos();

  /** The machine's wall clock. */
  static EpochNanoClock system() {
    return () -> {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    };
  }
}
