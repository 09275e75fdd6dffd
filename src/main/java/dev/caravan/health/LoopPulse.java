package dev.caravan.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long an event loop has not come to what it was to do.
 *
 * <p>The loop beats twice a second; any thread may ask.
 */
public final class LoopPulse {

  /** How often the loop is to beat. */
  public static final Duration PERIOD = Duration.ofMillis(500);

  private final NanoClock clock;

  // Written by the loop.
  private volatile long beatNs;

  public LoopPulse(NanoClock clock) {
    this.clock = requireNonNull(clock, "clock");
    this.beatNs = clock.nanos();
  }

  /** Has this loop beat from now on, until it ends. */
  public static LoopPulse of(ScheduledExecutorService loop, NanoClock clock) {
    LoopPulse pulse = new LoopPulse(clock);
    loop.scheduleWithFixedDelay(pulse::beat, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return pulse;
  }

  void beat() {
    beatNs = clock.nanos();
  }

  /** How long it is late; zero while it is in time. */
  public Duration late() {
    long late = clock.nanos() - beatNs - PERIOD.toNanos();
    return late <= 0 ? Duration.ZERO : Duration.ofNanos(late);
  }
}
