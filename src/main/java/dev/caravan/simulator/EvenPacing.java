package dev.caravan.simulator;

/** Spaces frames evenly from the market's start. */
final class EvenPacing implements Pacing {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long perSecond;

  EvenPacing(int perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "rate must be at least 1 message a second: rate=" + perSecond);
    }
    this.perSecond = perSecond;
  }

  @Override
  public long dueNs(long index, long nowNs) {
    return index / perSecond * NANOS_PER_SECOND + index % perSecond * NANOS_PER_SECOND / perSecond;
  }

  @Override
  public String toString() {
    return perSecond + "/s";
  }

  @Override
  public boolean waitsForClients() {
    return false;
  }
}
