package dev.caravan.camel.push;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happened to the viewers of one path since start; any thread. */
final class PushCounts {
  final AtomicLong viewers = new AtomicLong();
  final LongAdder refused = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder dropped = new LongAdder();

  /** Connected now. */
  double viewers() {
    return viewers.get();
  }

  /** Turned away because the limit was reached. */
  double refused() {
    return refused.sum();
  }

  /** Messages that a viewer did not get because the one before was still on its way. */
  double skipped() {
    return skipped.sum();
  }

  /** Closed by us: too slow, silent, or at the end of the session. */
  double dropped() {
    return dropped.sum();
  }
}
