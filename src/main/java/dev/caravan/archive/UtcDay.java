package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/** One UTC day as a range of receive times. */
record UtcDay(LocalDate date) {

  static final long NANOS = 86_400_000_000_000L;

  UtcDay {
    requireNonNull(date, "date");
  }

  static UtcDay of(long receiveTimeNs) {
    return new UtcDay(LocalDate.ofEpochDay(Math.floorDiv(receiveTimeNs, NANOS)));
  }

  long startNs() {
    return date.toEpochDay() * NANOS;
  }

  /** The first time that is no longer of this day. */
  long endNs() {
    return startNs() + NANOS;
  }

  boolean contains(long receiveTimeNs) {
    return receiveTimeNs >= startNs() && receiveTimeNs < endNs();
  }

  UtcDay next() {
    return new UtcDay(date.plusDays(1));
  }
}
