package dev.caravan.venue.binance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Says when a client has sent more messages within one second than the venue takes: pings, pongs
 * and control messages together.
 *
 * <p>Not thread-safe; one per connection.
 */
final class SimulatedIncomingLimit {

  private final int messagesPerSecond;
  private final Deque<Long> recent = new ArrayDeque<>();

  SimulatedIncomingLimit(int messagesPerSecond) {
    this.messagesPerSecond = messagesPerSecond;
  }

  /** Counts one message; false if it is one too many. */
  boolean admit(long nowNs) {
    while (!recent.isEmpty() && nowNs - recent.peekFirst() >= TimeUnit.SECONDS.toNanos(1)) {
      recent.removeFirst();
    }
    recent.addLast(nowNs);
    return recent.size() <= messagesPerSecond;
  }
}
