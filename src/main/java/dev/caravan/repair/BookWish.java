package dev.caravan.repair;

import static java.util.Objects.requireNonNull;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.StreamId;

/**
 * Asks for a book from which the chain of a stream's deltas can go on.
 *
 * <p>The chain is whole from its first id on, so it counts as one delta that has not ended.
 *
 * @param chainFirstId first id that the recorded chain accounts for
 */
record BookWish(StreamId stream, long chainFirstId, Attempts attempts) {

  BookWish {
    requireNonNull(stream, "stream");
    requireNonNull(attempts, "attempts");
  }

  /** Whether the chain leads on from this book; else the book is too old. */
  boolean isGrantedBy(SnapshotBridge snapshot) {
    return snapshot.judge(chainFirstId, Long.MAX_VALUE) != SnapshotBridge.Step.TOO_LATE;
  }
}
