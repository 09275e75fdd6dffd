package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  private static final long HOUR_NS = Duration.ofHours(1).toNanos();

  private final long spacingNs;
  private final int mostPerHour;
  private final Deque<Long> sentAtNs = new ArrayDeque<>();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final Set<StreamId> unanswered = new LinkedHashSet<>();
  private Optional<Request> outstanding = Optional.empty();
  private Optional<Request> lastAnswered = Optional.empty();
  private int refusals;
  private long nextId = 1;

  RequestQueue(Duration spacing, int mostPerHour) {
    this.spacingNs = requireNonNull(spacing, "spacing").toNanos();
    this.mostPerHour = mostPerHour;
  }

  void add(boolean isSubscribe, List<StreamId> streams) {
    waiting.add(new Request(nextId++, isSubscribe, streams));
  }

  /** The connection is gone: nothing was asked, nothing is owed. Ids go on growing. */
  void reset() {
    waiting.clear();
    forget();
    lastAnswered = Optional.empty();
    sentAtNs.clear();
  }

  boolean isIdle() {
    return waiting.isEmpty() && outstanding.isEmpty();
  }

  /** Whether a request that waits, to be sent or to be answered, asks for the stream. */
  boolean asksFor(StreamId stream) {
    return Stream.concat(outstanding.stream(), waiting.stream())
        .anyMatch(request -> request.isSubscribe() && request.streams().contains(stream));
  }

  /** Whether something waits that only time holds back. */
  boolean isHeldByTime() {
    return !waiting.isEmpty() && outstanding.isEmpty();
  }

  /** How long the next request must wait; 0 or less where it may go. */
  long waitNs(long nowNs) {
    Long last = sentAtNs.peekLast();
    if (last == null) {
      return 0;
    }
    long afterHour = sentAtNs.size() < mostPerHour ? last : sentAtNs.element() + HOUR_NS;
    return Math.max(last + spacingNs, afterHour) - nowNs;
  }

  /** The request to send now, if one may be sent; it is outstanding from then on. */
  Optional<Request> next(long nowNs) {
    if (!isHeldByTime() || waitNs(nowNs) > 0) {
      return Optional.empty();
    }
    outstanding = Optional.of(waiting.remove());
    outstanding.ifPresent(request -> unanswered.addAll(request.streams));
    sentAtNs.add(nowNs);
    while (sentAtNs.size() > mostPerHour || nowNs - sentAtNs.element() > HOUR_NS) {
      sentAtNs.remove();
    }
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
      lastAnswered = asked;
      forget();
    }
    return asked;
  }

  /** The request that was answered last, once: the venue has taken its answer back. */
  Optional<Request> withdrawn() {
    Optional<Request> request = lastAnswered;
    lastAnswered = Optional.empty();
    return request;
  }

  /**
   * Takes the answer to one stream of a request.
   *
   * @return whether the request that is outstanding asked for it and had no answer to it yet
   */
  boolean acknowledged(long id, StreamId stream) {
    return isOutstanding(id) && unanswered.remove(stream);
  }

  /** Takes the refusal of one stream of a request, of which the venue does not say which. */
  void refused(long id) {
    if (isOutstanding(id)) {
      refusals++;
    }
  }

  private boolean isOutstanding(long id) {
    return outstanding.filter(request -> id < 0 || request.id == id).isPresent();
  }

  /** Whether nothing but refused streams is left of the request that is outstanding. */
  boolean isAnswered() {
    return outstanding.isPresent() && unanswered.size() <= refusals;
  }

  /** Whether some of the streams of the request that is outstanding have their answer. */
  boolean isPartlyAnswered() {
    return outstanding
        .filter(request -> refusals > 0 || unanswered.size() < request.streams.size())
        .isPresent();
  }

  /** The streams of the request that is outstanding that were not acknowledged. */
  List<StreamId> unanswered() {
    return List.copyOf(unanswered);
  }

  private void forget() {
    outstanding = Optional.empty();
    unanswered.clear();
    refusals = 0;
  }

  /** The request that waits for its answer. */
  Optional<Request> outstanding() {
    return outstanding;
  }
}
