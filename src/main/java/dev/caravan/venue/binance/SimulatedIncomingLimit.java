package dev.caravan.venue.binance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Says when a client has sent more messages than the venue takes, within one second or again and
 * again: pings, pongs and control messages together.
 *
 * <p>Shape: at most {@code messagesPerSecond} in any second, and a bucket of as many that fills by
 * {@code sustainedPerSecond}.
 *
 * <p>Not thread-safe; one per connection.
 */
final class SimulatedIncomingLimit {

  private static final double NANOS_PER_SECOND = 1e9;

  private final int messagesPerSecond;
  private final double sustainedPerSecond;
  private final Deque<Long> recent = new ArrayDeque<>();

  private double bucket;
  private boolean hasBegun;
  private long bucketAtNs; // set by the first message

  SimulatedIncomingLimit(int messagesPerSecond, double sustainedPerSecond) {
    this.messagesPerSecond = messagesPerSecond;
    this.sustainedPerSecond = sustainedPerSecond;
    this.bucket = messagesPerSecond;
  }

  /** Counts one message; false if it is one too many. */
  boolean admit(long nowNs) {
    if (hasBegun) {
      double filled = (nowNs - bucketAtNs) / NANOS_PER_SECOND * sustainedPerSecond;
      bucket = Math.min(messagesPerSecond, bucket + filled);
    }
    hasBegun = true;
    bucketAtNs = nowNs;
    bucket -= 1;
    while (!recent.isEmpty() && nowNs - recent.peekFirst() >= TimeUnit.SECONDS.toNanos(1)) {
      recent.removeFirst();
    }
    recent.addLast(nowNs);
    return recent.size() <= messagesPerSecond && bucket >= 0;
  }
}
