package dev.caravan.simulator;

/** Says which frame is due when, evenly spaced from the market's start. */
final class Pacing {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long perSecond;

  Pacing(int perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "rate must be at least 1 message a second: rate=" + perSecond);
    }
    this.perSecond = perSecond;
  }

  /** When frame {@code index} is due, in nanoseconds from the start; the first one at 0. */
  long dueNs(long index) {
    return index / perSecond * NANOS_PER_SECOND + index % perSecond * NANOS_PER_SECOND / perSecond;
  }

  /** How many frames are due {@code elapsedNs} after the start. */
  long dueBy(long elapsedNs) {
    if (elapsedNs < 0) {
      return 0;
    }
    long seconds = elapsedNs / NANOS_PER_SECOND;
    long rest = elapsedNs % NANOS_PER_SECOND;
    return seconds * perSecond + rest * perSecond / NANOS_PER_SECOND + 1;
  }
}
