package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one snapshot for a moment, so that many askers cost the daemon no more than one.
 *
 * <p>Any thread.
 */
public final class StatusCache implements Supplier<DaemonStatus> {
  /** Older than this a snapshot is taken anew. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofMillis(200);

  private final DaemonView view;
  private final EpochNanoClock wallClock;
  private final NanoClock clock;
  private final long maxAgeNs;

  // Guarded by this; null until somebody asked.
  private @Nullable DaemonStatus newest;
  private long takenAtNs;

  public StatusCache(DaemonView view) {
    this(view, EpochNanoClock.system(), NanoClock.system(), DEFAULT_MAX_AGE);
  }

  public StatusCache(DaemonView view, EpochNanoClock wallClock, NanoClock clock, Duration maxAge) {
    this.view = requireNonNull(view, "view");
    this.wallClock = requireNonNull(wallClock, "wallClock");
    this.clock = requireNonNull(clock, "clock");
    this.maxAgeNs = maxAge.toNanos();
  }

  @Override
  public synchronized DaemonStatus get() {
    DaemonStatus known = newest;
    if (known == null || clock.nanos() - takenAtNs >= maxAgeNs) {
      long epochNs = wallClock.epochNanos();
      known =
          DaemonStatus.of(
              view,
              Instant.ofEpochSecond(
                  Math.floorDiv(epochNs, 1_000_000_000L), Math.floorMod(epochNs, 1_000_000_000L)));
      newest = known;
      takenAtNs = clock.nanos();
    }
    return known;
  }
}
