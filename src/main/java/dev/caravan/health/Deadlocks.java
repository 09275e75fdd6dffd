package dev.caravan.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices threads that wait for each other for ever; looks every ten seconds, since a look stops
 * the process for a moment.
 *
 * <p>Thread-safe.
 */
public final class Deadlocks {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final NanoClock clock;
  private final Supplier<long @Nullable []> look;

  // Guarded by this.
  private Optional<String> found = Optional.empty();
  private long lookedAtNs;

  /**
   * @param look the ids of deadlocked threads; null for none, as {@link
   *     java.lang.management.ThreadMXBean#findDeadlockedThreads} answers
   */
  public Deadlocks(NanoClock clock, Supplier<long @Nullable []> look) {
    this.clock = requireNonNull(clock, "clock");
    this.look = requireNonNull(look, "look");
    this.lookedAtNs = clock.nanos() - LOOK_EVERY.toNanos();
  }

  /** What is wrong. */
  public synchronized Optional<String> problem() {
    long now = clock.nanos();
    if (now - lookedAtNs >= LOOK_EVERY.toNanos()) {
      lookedAtNs = now;
      long @Nullable [] threads = look.get();
      found =
          threads == null || threads.length == 0
              ? Optional.empty()
              : Optional.of(threads.length + " threads wait for each other for ever");
    }
    return found;
  }
}
