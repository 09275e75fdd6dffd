package dev.caravan.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts the gaps of the last ten minutes from a total that only grows.
 *
 * <p>Thread-safe; ask about once a second.
 */
public final class GapRate {

  /** What is older does not count. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private static final long LOOK_NS = Duration.ofSeconds(5).toNanos();

  private record Look(long atNs, long total) {}

  private final NanoClock clock;

  // Guarded by this.
  private final Deque<Look> looks = new ArrayDeque<>();

  public GapRate(NanoClock clock) {
    this.clock = requireNonNull(clock, "clock");
  }

  /** How many were added within the window; those before the first call do not count. */
  public synchronized long lately(long total) {
    long now = clock.nanos();
    Look last = looks.peekLast();
    if (last == null || now - last.atNs >= LOOK_NS) {
      looks.add(new Look(now, total));
    }
    while (looks.size() > 1 && now - looks.element().atNs > WINDOW.toNanos()) {
      looks.remove();
    }
    return Math.max(0, total - looks.element().total);
  }
}
