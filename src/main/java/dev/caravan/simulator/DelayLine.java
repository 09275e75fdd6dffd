package dev.caravan.simulator;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Keeps frames that are to be sent later, and their order within each stream.
 *
 * <p>A frame never overtakes an earlier one of its stream, also when the delay ends. Not
 * thread-safe.
 */
final class DelayLine {

  /**
   * One frame that waits.
   *
   * @param place how many frames the market had made before it
   */
  record Delayed(MarketFrame frame, long place, long dueNs) {}

  /** Takes a frame whose time has come. */
  interface Sink {
    void accept(MarketFrame frame, long place);
  }

  private final Map<Integer, ArrayDeque<Delayed>> waiting = new HashMap<>();

  /** Whether a frame of this stream has to queue even if it is not delayed itself. */
  boolean holds(int stream) {
    return waiting.containsKey(stream);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(MarketFrame frame, long place, long dueNs) {
    ArrayDeque<Delayed> queue =
        waiting.computeIfAbsent(frame.stream(), unused -> new ArrayDeque<>());
    Delayed before = queue.peekLast();
    long notBefore = before == null ? dueNs : Math.max(dueNs, before.dueNs());
    queue.add(new Delayed(frame.copy(), place, notBefore));
  }

  /** Hands over what is due, stream by stream. */
  void release(long elapsedNs, Sink sink) {
    Iterator<ArrayDeque<Delayed>> queues = waiting.values().iterator();
    while (queues.hasNext()) {
      ArrayDeque<Delayed> queue = queues.next();
      Delayed head = queue.peekFirst();
      while (head != null && head.dueNs() <= elapsedNs) {
        sink.accept(head.frame(), head.place());
        queue.removeFirst();
        head = queue.peekFirst();
      }
      if (queue.isEmpty()) {
        queues.remove();
      }
    }
  }
}
