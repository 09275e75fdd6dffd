package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Paces the requests of one connection: one at a time, evenly spaced, each answered before the
 * next.
 *
 * <p>A burst of requests is what venues close and ban for. Pure: time comes in, nothing is sent.
 * Not thread-safe.
 */
final class RequestQueue {

  /**
   * One request.
   *
   * @param id as the venue's answer will name it
   */
  record Request(long id, boolean isSubscribe, List<StreamId> streams) {
    Request {
      streams = List.copyOf(streams);
    }
  }

  private final long spacingNs;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private Optional<Request> outstanding = Optional.empty();
  private long nextId = 1;
  private long lastSentNs;
  private boolean hasSent;

  RequestQueue(Duration spacing) {
    this.spacingNs = requireNonNull(spacing, "spacing").toNanos();
  }

  void add(boolean isSubscribe, List<StreamId> streams) {
    waiting.add(new Request(nextId++, isSubscribe, streams));
  }

  /** The connection is gone: nothing was asked, nothing is owed. Ids go on growing. */
  void reset() {
    waiting.clear();
    outstanding = Optional.empty();
    hasSent = false;
  }

  boolean isIdle() {
    return waiting.isEmpty() && outstanding.isEmpty();
  }

  /** Whether something waits that only time holds back. */
  boolean isHeldByTime() {
    return !waiting.isEmpty() && outstanding.isEmpty();
  }

  /** How long the next request must wait; 0 or less where it may go. */
  long waitNs(long nowNs) {
    return hasSent ? lastSentNs + spacingNs - nowNs : 0;
  }

  /** The request to send now, if one may be sent; it is outstanding from then on. */
  Optional<Request> next(long nowNs) {
    if (!isHeldByTime() || waitNs(nowNs) > 0) {
      return Optional.empty();
    }
    outstanding = Optional.of(waiting.remove());
    hasSent = true;
    lastSentNs = nowNs;
    return outstanding;
  }

  /**
   * Takes an answer.
   *
   * @param id the request that the venue answers, or -1 where it does not say which
   * @return the request that was outstanding; empty for an answer to nothing
   */
  Optional<Request> answered(long id) {
    Optional<Request> asked = outstanding.filter(request -> id < 0 || request.id == id);
    if (asked.isPresent()) {
      outstanding = Optional.empty();
    }
    return asked;
  }

  /** The request that waits for its answer. */
  Optional<Request> outstanding() {
    return outstanding;
  }
}
