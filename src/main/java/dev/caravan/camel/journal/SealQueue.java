package dev.caravan.camel.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one journal's rotated segments in order, each once, until they are done.
 *
 * <p>Thread-safe.
 */
final class SealQueue {

  // Guarded by this.
  private final Deque<Path> waiting = new ArrayDeque<>();
  private final Set<Path> known = new HashSet<>();
  private boolean busy;

  /** Adds a segment; says whether a worker must be started. */
  synchronized boolean add(Path segment) {
    if (!known.add(segment)) {
      return false;
    }
    waiting.add(segment);
    return startWorker();
  }

  private boolean startWorker() {
    if (busy || waiting.isEmpty()) {
      return false;
    }
    busy = true;
    return true;
  }

  /** The segment to work on; stays first until {@link #done}. Null ends the worker. */
  synchronized @Nullable Path next() {
    Path first = waiting.peek();
    if (first == null) {
      busy = false;
    }
    return first;
  }

  synchronized void done(Path segment) {
    waiting.remove(segment);
    known.remove(segment);
  }

  /** The worker ends without having finished. */
  synchronized void stopped() {
    busy = false;
  }

  /** Says whether a worker must be started for what is left. */
  synchronized boolean resume() {
    return startWorker();
  }

  synchronized int size() {
    return waiting.size();
  }
}
