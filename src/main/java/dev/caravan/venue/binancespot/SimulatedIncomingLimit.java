package dev.caravan.venue.binancespot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Says when a client has sent more than 5 messages within one second: pings, pongs and control
 * messages together.
 *
 * <p>Not thread-safe; one per connection.
 */
final class SimulatedIncomingLimit {

  static final int MESSAGES_PER_SECOND = 5;

  private final Deque<Long> recent = new ArrayDeque<>();

  /** Counts one message; false if it is one too many. */
  boolean admit(long nowNs) {
    while (!recent.isEmpty() && nowNs - recent.peekFirst() >= TimeUnit.SECONDS.toNanos(1)) {
      recent.removeFirst();
    }
    recent.addLast(nowNs);
    return recent.size() <= MESSAGES_PER_SECOND;
  }
}
