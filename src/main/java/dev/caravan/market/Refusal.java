package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/**
 * Says what was kept away from live state, and why.
 *
 * @param detail what was found, short and in words; the frame itself is in the journal
 */
public record Refusal(String venue, StreamId stream, Reason reason, String detail) {

  public Refusal {
    requireNonNull(venue, "venue");
    requireNonNull(stream, "stream");
    requireNonNull(reason, "reason");
    requireNonNull(detail, "detail");
    if (reason.isOddity()) {
      throw new IllegalArgumentException(reason.label() + " keeps nothing away");
    }
  }
}
