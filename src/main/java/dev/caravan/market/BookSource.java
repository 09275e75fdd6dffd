package dev.caravan.market;

import dev.caravan.instrument.StreamId;

/** Fetches a book for the deltas of a stream to continue; it arrives like any other snapshot. */
@FunctionalInterface
public interface BookSource {

  /** Nobody fetches: the next snapshot that comes by itself is waited for. */
  BookSource NONE = (venue, stream, firstId) -> {};

  /**
   * Returns at once; any thread.
   *
   * @param firstId first id that the deltas received so far account for: the book has to reach it
   */
  void wish(String venue, StreamId stream, long firstId);
}
