package dev.caravan.market;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells the times that one stream can have from those it cannot, by the stream's own clock: the
 * times it sent before, moved on by what our clock has counted since.
 *
 * <p>Our clock may be wrong by any amount: only how far it moved matters, never what it says. A
 * time may lie up to {@link #MOST_AHEAD} ahead and {@link #MOST_BEHIND} behind, since venues send
 * old books first and times go back a little. Where {@value #AGREEING} refused times in a row agree
 * with each other, they are the clock and what was believed before was not.
 *
 * <p>Not thread-safe; one per stream.
 */
public final class StreamClock {

  static final Duration MOST_AHEAD = Duration.ofMinutes(1);
  static final Duration MOST_BEHIND = Duration.ofHours(1);
  static final int AGREEING = 5;

  /** Nothing was traded on these venues before. */
  private static final long FIRST_NS =
      Instant.parse("2009-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;

  private static final long LAST_NS =
      Instant.parse("2200-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;

  private final Anchor believed = new Anchor();
  private final Anchor doubted = new Anchor();
  private int agreeing;

  /**
   * Whether the stream can have this time; it counts for those to come.
   *
   * @param venueTimeNs the venue's time, or {@link Origin#NO_TIME}, which is always possible
   * @param receiveTimeNs ours
   */
  public boolean isPossible(long venueTimeNs, long receiveTimeNs) {
    if (venueTimeNs == Origin.NO_TIME) {
      return true;
    }
    if (!isOfThisWorld(venueTimeNs)) {
      return false;
    }
    if (believed.fits(venueTimeNs, receiveTimeNs)) {
      agreeing = 0;
      believed.moveTo(venueTimeNs, receiveTimeNs);
      return true;
    }
    agreeing = agreeing > 0 && doubted.fits(venueTimeNs, receiveTimeNs) ? agreeing + 1 : 1;
    doubted.set(venueTimeNs, receiveTimeNs);
    if (agreeing < AGREEING) {
      return false;
    }
    agreeing = 0;
    believed.set(venueTimeNs, receiveTimeNs);
    return true;
  }

  /** Whether anybody could have stamped it; {@link Origin#NO_TIME} is nobody's stamp. */
  static boolean isOfThisWorld(long timeNs) {
    return timeNs == Origin.NO_TIME || (timeNs >= FIRST_NS && timeNs < LAST_NS);
  }

  private static final class Anchor {
    private boolean isSet;
    private long venueTimeNs;
    private long receiveTimeNs;

    boolean fits(long venueNs, long receiveNs) {
      long passedNs = Math.max(0, receiveNs - receiveTimeNs);
      return !isSet
          || (venueNs <= venueTimeNs + passedNs + MOST_AHEAD.toNanos()
              && venueNs >= venueTimeNs - MOST_BEHIND.toNanos());
    }

    /** The clock itself never goes back. */
    void moveTo(long venueNs, long receiveNs) {
      if (!isSet || venueNs >= venueTimeNs) {
        set(venueNs, receiveNs);
      }
    }

    void set(long venueNs, long receiveNs) {
      isSet = true;
      venueTimeNs = venueNs;
      receiveTimeNs = receiveNs;
    }
  }
}
