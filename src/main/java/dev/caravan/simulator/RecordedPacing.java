package dev.caravan.simulator;

import java.util.function.LongSupplier;

/**
 * Gives frames the distances in time that they had when they were recorded, divided by a factor.
 *
 * <p>Not thread-safe.
 */
final class RecordedPacing implements Pacing {

  private final LongSupplier nextTimeNs;
  private final double speed;
  private long firstTimeNs = Tape.UNTIMED; // set by the first frame

  /**
   * Takes the times of a market.
   *
   * @param nextTimeNs when the next frame was recorded; {@link Tape#UNTIMED} if nobody knows
   * @param speed how many seconds of the recording pass in one; infinite for no pacing at all
   */
  RecordedPacing(LongSupplier nextTimeNs, double speed) {
    this.nextTimeNs = nextTimeNs;
    this.speed = speed;
  }

  @Override
  public long dueNs(long index, long nowNs) {
    if (Double.isInfinite(speed)) {
      return nowNs;
    }
    long next = nextTimeNs.getAsLong();
    if (next == Tape.UNTIMED) {
      return nowNs;
    }
    if (firstTimeNs == Tape.UNTIMED) {
      firstTimeNs = next;
    }
    return (long) ((next - firstTimeNs) / speed);
  }

  @Override
  public String toString() {
    return Double.isInfinite(speed) ? "max" : speed + "x";
  }

  @Override
  public boolean waitsForClients() {
    return true;
  }
}
