package dev.caravan.camel.tap;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hand-off bounded in entries whose giving side can neither wait nor fail.
 *
 * <p>Where nobody takes, nothing is kept; where the taker is too slow, the newest is dropped and
 * counted. Thread-safe.
 */
public final class Tap<T> {

  private static final long MUCH_BYTES = 1L << 20;

  private final int capacity;
  private final ToLongFunction<? super T> bytes;
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition much = lock.newCondition();

  // Guarded by the lock.
  private final Deque<T> queue = new ArrayDeque<>();
  private long waitingBytes;
  private volatile boolean attended;

  public Tap(int capacity) {
    this(capacity, entry -> 0);
  }

  /**
   * Makes one whose taker does not rest while many bytes wait.
   *
   * @param bytes how many an entry has
   */
  public Tap(int capacity, ToLongFunction<? super T> bytes) {
    this.bytes = requireNonNull(bytes, "bytes");
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
      waitingBytes += bytes.applyAsLong(entry);
      notEmpty.signal();
      if (waitingBytes >= MUCH_BYTES) {
        much.signal();
      }
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
      waitingBytes = 0;
      notEmpty.signalAll();
      much.signalAll();
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
      T entry = queue.remove();
      waitingBytes -= bytes.applyAsLong(entry);
      return entry;
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
      waitingBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leaves entries waiting so long, but not more than {@value #MUCH_BYTES} bytes of them; returns
   * at once where one waits already.
   */
  public void rest(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = queue.isEmpty() ? TimeUnit.MILLISECONDS.toNanos(millis) : 0;
      while (left > 0 && attended && waitingBytes < MUCH_BYTES) {
        left = much.awaitNanos(left);
      }
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
