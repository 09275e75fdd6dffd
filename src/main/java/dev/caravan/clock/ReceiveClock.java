package dev.caravan.clock;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * Stamps what arrives with wall time that never runs backwards by itself.
 *
 * <p>Anchored at the wall clock once and advanced by the monotonic clock. {@link #compare()},
 * called once a second, anchors it anew when the wall clock has differed by more than 5 ms for 3 s,
 * so that a step of the machine's clock is followed, but a hiccup is not.
 *
 * <p>Not thread-safe; one per event loop.
 */
public final class ReceiveClock implements EpochNanoClock {

  static final long TOLERANCE_NS = 5_000_000L;
  static final long PATIENCE_NS = 3_000_000_000L;

  private final EpochNanoClock wall;
  private final NanoClock monotonic;
  private long offsetNs;
  private long differsSinceNs;
  private boolean differs;

  public ReceiveClock(EpochNanoClock wall, NanoClock monotonic) {
    this.wall = requireNonNull(wall, "wall");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.offsetNs = wall.epochNanos() - monotonic.nanos();
  }

  @Override
  public long epochNanos() {
    return offsetNs + monotonic.nanos();
  }

  /**
   * Compares with the wall clock.
   *
   * @return the difference (wall minus this, nanoseconds) that was just corrected; empty where
   *     nothing changed
   */
  public OptionalLong compare() {
    long now = monotonic.nanos();
    long difference = wall.epochNanos() - (offsetNs + now);
    if (Math.abs(difference) <= TOLERANCE_NS) {
      differs = false;
      return OptionalLong.empty();
    }
    if (!differs) {
      differs = true;
      differsSinceNs = now;
      return OptionalLong.empty();
    }
    if (now - differsSinceNs < PATIENCE_NS) {
      return OptionalLong.empty();
    }
    differs = false;
    offsetNs += difference;
    return OptionalLong.of(difference);
  }
}
