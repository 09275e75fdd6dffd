package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides when a check becomes an incident, and when that is over.
 *
 * <p>A check must have been down without a break for {@code openAfter}, and up without a break for
 * {@code closeAfter}. One that keeps coming and going is <em>flapping</em>: then it is open until
 * it has been up for {@code calmAfter}, so that an hour of it is told once and not sixty times.
 * Times are those of one {@link dev.caravan.clock.NanoClock}.
 *
 * <p>Not thread-safe.
 */
public final class Hysteresis {

  /** What to do now. */
  public enum Decision {
    NOTHING,
    OPEN,
    CLOSE
  }

  /**
   * How patient to be.
   *
   * @param flappingTimes from so many openings within {@code calmAfter} on it is flapping; or from
   *     twice as many breaks, each too short to open
   * @param calmAfter how long what is flapping must be up
   */
  public record Limits(
      Duration openAfter, Duration closeAfter, int flappingTimes, Duration calmAfter) {
    public Limits {
      requireNonNull(openAfter, "openAfter");
      requireNonNull(closeAfter, "closeAfter");
      requireNonNull(calmAfter, "calmAfter");
      if (flappingTimes < 2) {
        throw new IllegalArgumentException("flapping times must be 2 or more: " + flappingTimes);
      }
    }
  }

  private static final int MAX_REMEMBERED = 1_000;

  private final Limits limits;
  private final Deque<Long> openings = new ArrayDeque<>();
  private final Deque<Long> breaks = new ArrayDeque<>();

  private boolean isOpen;
  private boolean isUp;
  private boolean isFlapping;
  private int times;
  private long sinceNanos;

  /**
   * @param isOpen whether an incident is open already, from before a restart
   * @param nowNanos when the first report will be counted from
   */
  public Hysteresis(Limits limits, boolean isOpen, long nowNanos) {
    this.limits = requireNonNull(limits, "limits");
    this.isOpen = isOpen;
    this.isUp = !isOpen;
    this.times = 1;
    this.sinceNanos = nowNanos;
  }

  /** Tells what the check says; the same answer again changes nothing. */
  public void report(boolean up, long nowNanos) {
    if (up == isUp) {
      return;
    }
    isUp = up;
    sinceNanos = nowNanos;
    if (!up) {
      breaks.add(nowNanos);
      if (breaks.size() > MAX_REMEMBERED) {
        breaks.remove();
      }
      if (isOpen) {
        times++;
      }
    }
  }

  /** Decides once per transition: the incident counts as opened or closed from here on. */
  public Decision decide(long nowNanos) {
    forget(openings, nowNanos);
    forget(breaks, nowNanos);
    long lasted = nowNanos - sinceNanos;
    if (!isUp && !isOpen) {
      boolean comesAndGoes = breaks.size() >= 2 * limits.flappingTimes;
      if (comesAndGoes || lasted >= limits.openAfter.toNanos()) {
        openings.add(nowNanos);
        isOpen = true;
        isFlapping = comesAndGoes || openings.size() >= limits.flappingTimes;
        times = isFlapping ? breaks.size() : 1;
        return Decision.OPEN;
      }
    } else if (isUp && isOpen) {
      Duration closeAfter = isFlapping ? limits.calmAfter : limits.closeAfter;
      if (lasted >= closeAfter.toNanos()) {
        isOpen = false;
        isFlapping = false;
        return Decision.CLOSE;
      }
    }
    return Decision.NOTHING;
  }

  /** What it is down for has another cause at this moment: its time begins anew. */
  public void excuse(long nowNanos) {
    if (!isUp && !isOpen) {
      sinceNanos = nowNanos;
      breaks.clear();
    }
  }

  /** How often it went down, as far as this incident goes. */
  public int times() {
    return times;
  }

  public boolean isOpen() {
    return isOpen;
  }

  public boolean isUp() {
    return isUp;
  }

  /** Up, without an incident, and not lately down: nothing needs to be remembered about it. */
  public boolean isCalm() {
    return isUp && !isOpen && breaks.isEmpty() && openings.isEmpty();
  }

  private void forget(Deque<Long> times, long nowNanos) {
    while (!times.isEmpty() && nowNanos - times.element() > limits.calmAfter.toNanos()) {
      times.remove();
    }
  }
}
