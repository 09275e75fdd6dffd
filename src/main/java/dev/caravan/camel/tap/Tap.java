package dev.caravan.camel.tap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A hand-off bounded in entries whose giving side can neither wait nor fail.
 *
 * <p>Where nobody takes, nothing is kept; where the taker is too slow, the newest is dropped and
 * counted. Thread-safe.
 */
public final class Tap<T> {

  private final int capacity;
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();

  // Guarded by the lock.
  private final Deque<T> queue = new ArrayDeque<>();
  private volatile boolean attended;

  public Tap(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a tap keeps at least one entry: " + capacity);
    }
    this.capacity = capacity;
  }

  /** Gives an entry; returns at once, whatever becomes of it. */
  public void offer(T entry) {
    offered.incrementAndGet();
    if (!attended) {
      return;
    }
    lock.lock();
    try {
      if (queue.size() >= capacity) {
        dropped.incrementAndGet();
        return;
      }
      queue.add(entry);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /** From now on somebody takes. */
  public void attend() {
    attended = true;
  }

  /** Nobody takes any more; what is queued is dropped and counted. */
  public void leave() {
    lock.lock();
    try {
      attended = false;
      dropped.addAndGet(queue.size());
      queue.clear();
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next entry; null once {@link #leave} was called. */
  public @Nullable T take() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        if (!attended) {
          return null;
        }
        notEmpty.await();
      }
      return queue.remove();
    } finally {
      lock.unlock();
    }
  }

  /** Takes also what else waits, in order; returns at once. */
  public void drainTo(List<? super T> into) {
    lock.lock();
    try {
      into.addAll(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits to be taken. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  public long offered() {
    return offered.get();
  }

  /** Entries that a slow or leaving taker did not get. */
  public long dropped() {
    return dropped.get();
  }
}
