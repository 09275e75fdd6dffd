package dev.caravan.market;

/**
 * Says of the ids and times of one stream which go back behind the one before.
 *
 * <p>Not thread-safe; one per stream.
 */
final class StreamOrder {

  private long latestId = MarketEvent.NO_ID;
  private long latestTimeNs = Origin.NO_TIME;

  /** Whether this id is below the one before; {@link MarketEvent#NO_ID} is none. */
  boolean isIdBackward(long id) {
    if (id < 0) {
      return false;
    }
    boolean isBackward = id < latestId;
    latestId = id;
    return isBackward;
  }

  /** Whether this time is before the one before; {@link Origin#NO_TIME} is none. */
  boolean isTimeBackward(long timeNs) {
    if (timeNs < 0) {
      return false;
    }
    boolean isBackward = timeNs < latestTimeNs;
    latestTimeNs = timeNs;
    return isBackward;
  }
}
