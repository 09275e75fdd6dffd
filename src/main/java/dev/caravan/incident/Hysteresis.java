package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Decides when one flapping check becomes an incident, and when that is over.
 *
 * <p>A check must have been down without a break for {@code openAfter}, and up without a break for
 * {@code closeAfter}. Times are those of one {@link dev.caravan.clock.NanoClock}.
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

  private final long openAfterNanos;
  private final long closeAfterNanos;

  private boolean isOpen;
  private boolean isUp;
  private long sinceNanos;

  /**
   * @param isOpen whether an incident is open already, from before a restart
   * @param nowNanos when the first report will be counted from
   */
  public Hysteresis(Duration openAfter, Duration closeAfter, boolean isOpen, long nowNanos) {
    this.openAfterNanos = requireNonNull(openAfter, "openAfter").toNanos();
    this.closeAfterNanos = requireNonNull(closeAfter, "closeAfter").toNanos();
    this.isOpen = isOpen;
    this.isUp = !isOpen;
    this.sinceNanos = nowNanos;
  }

  /** Tells what the check says; the same answer again changes nothing. */
  public void report(boolean up, long nowNanos) {
    if (up != isUp) {
      isUp = up;
      sinceNanos = nowNanos;
    }
  }

  /** Decides once per transition: the incident counts as opened or closed from here on. */
  public Decision decide(long nowNanos) {
    long lasted = nowNanos - sinceNanos;
    if (!isUp && !isOpen && lasted >= openAfterNanos) {
      isOpen = true;
      return Decision.OPEN;
    }
    if (isUp && isOpen && lasted >= closeAfterNanos) {
      isOpen = false;
      return Decision.CLOSE;
    }
    return Decision.NOTHING;
  }

  /** Up and without an incident: nothing needs to be remembered about it. */
  public boolean isCalm() {
    return isUp && !isOpen;
  }
}
