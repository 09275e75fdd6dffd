package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds batches in order until they are durable, and stops the feeds from reading while too many
 * bytes wait to be written.
 *
 * <p>Any thread offers, the writer thread takes. Nothing is ever refused: a feed that is told to
 * pause has a last read on its way. A batch passes three stages: waiting, taken, durable. Its
 * frames are the writer's once it is taken; here is only remembered that it is not durable yet.
 */
final class BatchQueue {
  /** What a record costs besides its frame, in memory as on disk. */
  private static final int RECORD_OVERHEAD = 128;

  private static final long FAR_BEHIND_BYTES = 1L << 17;

  private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);

  /** What the writer has to do next. */
  sealed interface Item {
    /** A batch to write. */
    record Batch(FrameBatch frames, long cost, long offeredAtNs) implements Item {}

    /** A wish to end the segment behind all batches offered before. */
    record Rotate(CompletableFuture<Optional<Path>> done) implements Item {}

    /** The end: nothing was offered behind it. */
    record Stop() implements Item {}
  }

  /** What is left of a batch once it was taken. */
  private record Taken(int records, long offeredAtNs) {}

  private final long maxInFlightBytes;
  private final NanoClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Deque<Item> waiting = new ArrayDeque<>();
  private final Deque<Taken> taken = new ArrayDeque<>();
  private final Set<FlowControl> paused = Collections.newSetFromMap(new IdentityHashMap<>());
  private long inFlightBytes;
  private long waitingRecords;
  private boolean isClosed;
  private boolean isAbandoned;
  private long wakes;

  BatchQueue(long maxInFlightBytes, NanoClock clock) {
    this.maxInFlightBytes = maxInFlightBytes;
    this.clock = requireNonNull(clock, "clock");
  }

  /** Adds a batch; false where the queue is closed. */
  boolean offer(FrameBatch frames) {
    boolean isFarBehind;
    long cost = frames.byteCount() + (long) RECORD_OVERHEAD * frames.records();
    lock.lock();
    try {
      if (isClosed) {
        return false;
      }
      waiting.add(new Item.Batch(frames, cost, clock.nanos()));
      waitingRecords += frames.records();
      inFlightBytes += cost;
      if (inFlightBytes > maxInFlightBytes) {
        pause(frames);
      }
      changed.signalAll();
      isFarBehind = inFlightBytes > FAR_BEHIND_BYTES;
    } finally {
      lock.unlock();
    }
    if (isFarBehind) {
      // Where both share a core, the writer takes what is still in the cache.
      Thread.yield();
    }
    return true;
  }

  /** Adds a wish to rotate; false where the queue is closed. */
  boolean offer(Item.Rotate rotate) {
    lock.lock();
    try {
      if (!isClosed) {
        waiting.add(rotate);
        changed.signalAll();
      }
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more; false where that was said before. */
  boolean close() {
    lock.lock();
    try {
      if (isClosed) {
        return false;
      }
      isClosed = true;
      waiting.add(new Item.Stop());
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting of the writer for a disk that works again. */
  void abandon() {
    lock.lock();
    try {
      isAbandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes the writer look at its clocks. */
  void wake() {
    lock.lock();
    try {
      wakes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next item, or null when none came within the time or the writer was woken. */
  @Nullable Item take(long timeoutNs) {
    lock.lock();
    try {
      long wakesBefore = wakes;
      long remaining = timeoutNs;
      while (waiting.isEmpty() && remaining > 0 && wakes == wakesBefore) {
        remaining = awaitUninterrupted(remaining);
      }
      Item item = waiting.poll();
      if (item instanceof Item.Batch batch) {
        taken.add(new Taken(batch.frames().records(), batch.offeredAtNs()));
        waitingRecords -= batch.frames().records();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batch, past whatever else waits before it, to be counted and forgotten; null at that
   * time of the clock, or where waiting is of no more use.
   */
  Item.@Nullable Batch takeForgotten(long deadlineNs) {
    lock.lock();
    try {
      while (true) {
        for (Iterator<Item> items = waiting.iterator(); items.hasNext(); ) {
          if (items.next() instanceof Item.Batch batch) {
            items.remove();
            waitingRecords -= batch.frames().records();
            left(batch);
            return batch;
          }
        }
        long remaining = deadlineNs - clock.nanos();
        if (isAbandoned || remaining <= 0) {
          return null;
        }
        awaitUninterrupted(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The batch that was taken last will not be written. */
  void forgetTaken(Item.Batch batch) {
    lock.lock();
    try {
      taken.removeLast();
      left(batch);
    } finally {
      lock.unlock();
    }
  }

  /** Adds what the writer itself has to say, as taken behind all that was. */
  void addTaken(FrameBatch frames) {
    lock.lock();
    try {
      taken.add(new Taken(frames.records(), clock.nanos()));
    } finally {
      lock.unlock();
    }
  }

  private void left(Item.Batch batch) {
    inFlightBytes -= batch.cost();
    if (!paused.isEmpty() && inFlightBytes <= maxInFlightBytes / 2) {
      resume();
    }
  }

  /** Waits until a time of the clock; false where waiting is of no more use. */
  boolean waitUntil(long deadlineNs) {
    lock.lock();
    try {
      while (!isAbandoned && deadlineNs - clock.nanos() > 0) {
        awaitUninterrupted(deadlineNs - clock.nanos());
      }
      return !isAbandoned;
    } finally {
      lock.unlock();
    }
  }

  /** A taken batch is in the file: it no longer counts as in flight. */
  void written(Item.Batch batch) {
    lock.lock();
    try {
      left(batch);
    } finally {
      lock.unlock();
    }
  }

  /** The first so many of the taken batches are durable: forget them. */
  void durable(int batches) {
    lock.lock();
    try {
      for (int i = 0; i < batches; i++) {
        taken.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Batches that were taken and are not durable. */
  int undurableBatches() {
    lock.lock();
    try {
      return taken.size();
    } finally {
      lock.unlock();
    }
  }

  /** Records of the batches that were taken and are not durable. */
  long undurableRecords() {
    lock.lock();
    try {
      return taken.stream().mapToLong(Taken::records).sum();
    } finally {
      lock.unlock();
    }
  }

  /** The items nobody took; only after {@link #abandon}. */
  List<Item> leftOver() {
    lock.lock();
    try {
      return List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
  }

  long inFlightBytes() {
    lock.lock();
    try {
      return inFlightBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Records that nobody took yet. */
  long waitingRecords() {
    lock.lock();
    try {
      return waitingRecords;
    } finally {
      lock.unlock();
    }
  }

  /** How long the oldest batch that is not durable has been here; zero where there is none. */
  long oldestAgeNs() {
    lock.lock();
    try {
      Taken oldest = taken.peek();
      long sinceNs = oldest == null ? oldestWaitingNs() : oldest.offeredAtNs();
      return Math.max(0, clock.nanos() - sinceNs);
    } finally {
      lock.unlock();
    }
  }

  /** Now where there is none. */
  private long oldestWaitingNs() {
    for (Item item : waiting) {
      if (item instanceof Item.Batch batch) {
        return batch.offeredAtNs();
      }
    }
    return clock.nanos();
  }

  private void pause(FrameBatch frames) {
    for (Burst burst : frames.bursts()) {
      FlowControl origin = burst.origin();
      if (paused.add(origin)) {
        try {
          origin.pauseReading(this);
        } catch (RuntimeException e) {
          LOG.error("feed did not pause reading venue={}", burst.venue(), e);
        }
      }
    }
  }

  private void resume() {
    for (FlowControl origin : paused) {
      try {
        origin.resumeReading(this);
      } catch (RuntimeException e) {
        LOG.error("feed did not resume reading origin={}", origin, e);
      }
    }
    paused.clear();
  }

  // The writer is never interrupted by us; whoever else does it must not close its files.
  private long awaitUninterrupted(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      LOG.debug("interrupt of the journal's writer ignored");
      return nanos;
    }
  }

  /** What the longest wait may be, so that a wall clock that was set is seen. */
  static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(1);
}
