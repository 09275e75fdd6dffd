package dev.caravan.rest;

/**
 * What time it was at a venue between two moments here.
 *
 * @param timeMs the venue's wall clock, milliseconds since the epoch
 * @param sentAtNs monotonic time just before the request went out
 * @param receivedAtNs monotonic time when the answer was there
 */
public record VenueTime(long timeMs, long sentAtNs, long receivedAtNs) {

  /** How long question and answer were under way; half of it is the best guess for one of them. */
  public long roundTripNs() {
    return receivedAtNs - sentAtNs;
  }
}
