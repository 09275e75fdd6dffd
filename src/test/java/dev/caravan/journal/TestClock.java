package dev.caravan.journal;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Wall and monotonic time that move only when told. */
final class TestClock {
  private final AtomicLong wallNs;
  private final AtomicLong nanos = new AtomicLong(-5_000);

  TestClock(String now) {
    Instant instant = Instant.parse(now);
    wallNs = new AtomicLong(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
  }

  EpochNanoClock wall() {
    return wallNs::get;
  }

  NanoClock monotonic() {
    return nanos::get;
  }

  void advance(Duration time) {
    wallNs.addAndGet(time.toNanos());
    nanos.addAndGet(time.toNanos());
  }
}
