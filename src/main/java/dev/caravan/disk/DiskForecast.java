package dev.caravan.disk;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Says in how many hours a disk is down to its reserve, if it goes on filling as it did lately.
 *
 * <p>Plain segments shrink to a tenth when they are sealed, so free space goes down and up again
 * with every rotation: the rate is that between the oldest and the newest look of some hours.
 *
 * <p>Thread-safe.
 */
public final class DiskForecast {

  /** The oldest look that counts. */
  static final Duration WINDOW = Duration.ofHours(6);

  /** How far apart two looks must be to tell a rate. */
  static final Duration TOO_EARLY = Duration.ofMinutes(10);

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final double NANOS_AN_HOUR = 3.6e12;

  private record Look(long atNs, long freeBytes) {}

  private final NanoClock clock;
  private final long reserveBytes;

  // Guarded by this.
  private final Deque<Look> looks = new ArrayDeque<>();
  private long freeBytes;

  public DiskForecast(NanoClock clock, long reserveBytes) {
    this.clock = requireNonNull(clock, "clock");
    this.reserveBytes = reserveBytes;
  }

  /** Takes note of the free space; as often as one likes. */
  public synchronized void look(long freeBytes) {
    this.freeBytes = freeBytes;
    long now = clock.nanos();
    Look last = looks.peekLast();
    if (last == null || now - last.atNs >= LOOK_EVERY.toNanos()) {
      looks.add(new Look(now, freeBytes));
      while (now - looks.element().atNs > WINDOW.toNanos()) {
        looks.remove();
      }
    }
  }

  /** What the disk loses in an hour; negative where it gains; empty where it is too early. */
  public synchronized OptionalDouble bytesPerHour() {
    Look first = looks.peekFirst();
    Look last = looks.peekLast();
    if (first == null || last == null || last.atNs - first.atNs < TOO_EARLY.toNanos()) {
      return OptionalDouble.empty();
    }
    double hours = (last.atNs - first.atNs) / NANOS_AN_HOUR;
    return OptionalDouble.of((first.freeBytes - last.freeBytes) / hours);
  }

  /**
   * Hours until only the reserve is left; empty where it is too early or the disk does not fill.
   */
  public synchronized OptionalDouble hoursToFull() {
    OptionalDouble rate = bytesPerHour();
    return rate.isEmpty() || rate.getAsDouble() <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, freeBytes - reserveBytes) / rate.getAsDouble());
  }

  public long reserveBytes() {
    return reserveBytes;
  }
}
