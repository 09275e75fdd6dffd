package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps all messages to the chat apart, whichever route sends them.
 *
 * <p>Source: core.telegram.org/bots/faq "My bot is hitting limits", 2026: about one message a
 * second in a chat; and what {@code retry_after} asks for.
 *
 * <p>Thread-safe.
 */
final class MessagePace {

  /** Who would have to wait for longer is sent away with the time instead. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final NanoClock clock;
  private final Duration interval;

  // Guarded by this.
  private long freeAtNs;

  MessagePace(NanoClock clock, Duration interval) {
    this.clock = requireNonNull(clock, "clock");
    this.interval = requireNonNull(interval, "interval");
    this.freeAtNs = clock.nanos();
  }

  /** Takes the next turn and says how long to wait for it; empty where that is too long. */
  synchronized Optional<Duration> turn() {
    long now = clock.nanos();
    long waitNs = Math.max(0, freeAtNs - now);
    if (waitNs > LONGEST_WAIT.toNanos()) {
      return Optional.empty();
    }
    freeAtNs = now + waitNs + interval.toNanos();
    return Optional.of(Duration.ofNanos(waitNs));
  }

  /** Nobody's turn comes sooner than this. */
  synchronized void holdOff(Duration duration) {
    freeAtNs = Math.max(freeAtNs, clock.nanos() + duration.toNanos());
  }

  /** How long until there is a turn. */
  synchronized Duration left() {
    return Duration.ofNanos(Math.max(0, freeAtNs - clock.nanos()));
  }
}
