package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides when a request may be sent, so that no minute costs more than the venue allows.
 *
 * <p>Any 60 seconds count, not the venue's own minutes, whose beginning is not known for sure. What
 * the venue says it counted is believed when it is more: others behind the same address spend too.
 * After a refusal nothing may be sent until it is over.
 *
 * <p>Pure, not thread-safe.
 */
public final class WeightBudget {

  private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

  /** The longest documented ban; a longer one is a broken answer. */
  static final Duration LONGEST_BAN = Duration.ofDays(3);

  private record Spent(long atNs, int weight) {}

  private final int perMinute;
  private final NanoClock clock;
  private final Deque<Spent> spent = new ArrayDeque<>();
  private int used;
  private long refusedAtNs;
  private long refusedForNs;

  public WeightBudget(int perMinute, NanoClock clock) {
    if (perMinute < 1) {
      throw new IllegalArgumentException("a budget allows something: perMinute=" + perMinute);
    }
    this.perMinute = perMinute;
    this.clock = requireNonNull(clock, "clock");
  }

  public int perMinute() {
    return perMinute;
  }

  /** What was spent in the last 60 seconds. */
  public int used() {
    forget(clock.nanos());
    return used;
  }

  /** Whether a request of this weight can ever be sent. */
  public boolean allows(int weight) {
    return weight <= perMinute;
  }

  /**
   * Takes the weight where there is room.
   *
   * @return zero if it was taken, else how long to wait before asking again
   */
  public Duration take(int weight) {
    if (!allows(weight)) {
      throw new IllegalArgumentException(
          "weight is above the budget: weight=" + weight + " perMinute=" + perMinute);
    }
    long now = clock.nanos();
    Duration refused = refusedFor(now);
    if (!refused.isZero()) {
      return refused;
    }
    forget(now);
    if (used + weight <= perMinute) {
      add(weight, now);
      return Duration.ZERO;
    }
    int room = perMinute - used;
    for (Spent oldest : spent) {
      room += oldest.weight;
      if (room >= weight) {
        return Duration.ofNanos(MINUTE_NS - (now - oldest.atNs));
      }
    }
    throw new AssertionError("an empty minute has room");
  }

  /** The venue's own count of the last minute. */
  public void venueCounted(int weight) {
    long now = clock.nanos();
    forget(now);
    if (weight > used) {
      add(weight - used, now);
    }
  }

  /** The venue refused: nothing may be sent for so long. */
  public void refused(Duration retryAfter) {
    long now = clock.nanos();
    Duration wait = retryAfter.compareTo(LONGEST_BAN) > 0 ? LONGEST_BAN : retryAfter;
    if (wait.compareTo(refusedFor(now)) > 0) {
      refusedAtNs = now;
      refusedForNs = wait.toNanos();
    }
  }

  /** How long nothing may be sent; zero where no refusal is in force. */
  public Duration refusedFor() {
    return refusedFor(clock.nanos());
  }

  private Duration refusedFor(long now) {
    if (refusedForNs > 0 && now - refusedAtNs >= refusedForNs) {
      refusedForNs = 0;
    }
    return Duration.ofNanos(refusedForNs == 0 ? 0 : refusedForNs - (now - refusedAtNs));
  }

  private void add(int weight, long now) {
    spent.addLast(new Spent(now, weight));
    used += weight;
  }

  private void forget(long now) {
    Spent oldest = spent.peekFirst();
    while (oldest != null && now - oldest.atNs >= MINUTE_NS) {
      used -= oldest.weight;
      spent.removeFirst();
      oldest = spent.peekFirst();
    }
  }
}
