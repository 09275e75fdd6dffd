package dev.caravan.repair;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/**
 * Asks for the trades of one gap, a page after the other.
 *
 * <p>Not thread-safe.
 */
final class TradeWish {

  private static final int PAGE = 1000;

  final StreamId stream;
  final long first;
  final long last;
  final Attempts attempts = new Attempts();
  private long next;
  private long filled;

  TradeWish(StreamId stream, long first, long last) {
    this.stream = requireNonNull(stream, "stream");
    this.first = first;
    this.last = last;
    this.next = first;
  }

  /** First id of the next page. */
  long next() {
    return next;
  }

  /** How many ids the next page holds at most. */
  int count() {
    return (int) Math.min(PAGE, last - next + 1);
  }

  /** Ids that came so far. */
  long filled() {
    return filled;
  }

  /** Takes a page; false where it does not lead on. */
  boolean took(BackfillPage page) {
    if (page.reachedId() < next) {
      return false;
    }
    next = page.reachedId() + 1;
    filled += page.filled();
    attempts.succeeded();
    return true;
  }

  boolean isDone() {
    return next > last;
  }
}
