package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.clock.ReceiveClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.BurstListener;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what socket reads produce and hands it on as one burst; keeps it while nobody takes it.
 *
 * <p>A read that comes long after the burst before leaves as a burst at once. What comes sooner is
 * held until the interval is over or the burst is large, so that at dense hours few bursts travel
 * and at calm ones nothing waits.
 *
 * <p>Event loop only.
 */
final class Outlet {

  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
  private static final int EXPECTED_BYTES = 4096;
  private static final int MOST_EXPECTED_BYTES = 1 << 20;
  private static final int MOST_EXPECTED_RECORDS = 4096;
  private static final int MOST_HELD_BYTES = 256 * 1024;

  /** Runs something later on the event loop. */
  @FunctionalInterface
  interface Timer {
    void schedule(Runnable action, long delayNs);
  }

  private final String venue;
  private final FlowControl origin;
  private final ReceiveClock clock;
  private final NanoClock monotonic;
  private final Timer timer;
  private final long intervalNs;
  private @Nullable BurstListener listener;
  private Feed.@Nullable EventListener eventListener;
  private Burst.Builder burst;
  private int expectedBytes = EXPECTED_BYTES;
  private long receiveTimeNs;
  private long receivedAtNs;
  private boolean isAmidFrames;
  private boolean isToEmit;
  private boolean isTimed;
  private long emittedAtNs;

  /**
   * Starts with an empty burst.
   *
   * @param interval how often bursts leave at most, unless they are large
   */
  Outlet(
      String venue,
      FlowControl origin,
      ReceiveClock clock,
      NanoClock monotonic,
      Timer timer,
      Duration interval) {
    this.venue = requireNonNull(venue, "venue");
    this.origin = requireNonNull(origin, "origin");
    this.clock = requireNonNull(clock, "clock");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.timer = requireNonNull(timer, "timer");
    this.intervalNs = interval.toNanos();
    this.emittedAtNs = monotonic.nanos() - intervalNs;
    this.burst = new Burst.Builder(venue, origin, expectedBytes);
  }

  boolean isTaken() {
    return listener != null;
  }

  void giveTo(@Nullable BurstListener to) {
    listener = to;
  }

  void tellEvents(Feed.EventListener to) {
    eventListener = to;
  }

  /** Bytes left a socket, or something else happened that records are about. */
  void stamp() {
    receivedAtNs = monotonic.nanos();
    receiveTimeNs = clock.epochNanos();
  }

  /** Wall time of the last stamp, nanoseconds since the epoch. */
  long receiveTimeNs() {
    return receiveTimeNs;
  }

  /** Monotonic time of the last stamp. */
  long receivedAtNs() {
    return receivedAtNs;
  }

  /** Receive time that belongs to a monotonic time. */
  long epochNanosAt(long monotonicNs) {
    return clock.epochNanos() - (monotonic.nanos() - monotonicNs);
  }

  Burst.Builder burst() {
    return burst;
  }

  /** Adds an event in this place, with the time of the last stamp. */
  void event(StreamId stream, String connection, RecordEvent event) {
    burst.addEvent(stream, connection, receiveTimeNs, event);
    Feed.EventListener to = eventListener;
    if (to != null) {
      to.onEvent(stream, connection, receiveTimeNs, event);
    }
  }

  /** Adds an event that no socket read brought. */
  void eventNow(StreamId stream, String connection, RecordEvent event) {
    stamp();
    event(stream, connection, event);
  }

  /** Frames lie in the burst that are not its records yet: it stays until they are. */
  void beginFrames() {
    isAmidFrames = true;
  }

  /** Hands on what should have been meanwhile. */
  void endFrames() {
    isAmidFrames = false;
    if (isToEmit) {
      emit();
    }
  }

  /** A socket read is over. */
  void readComplete() {
    if (burst.isEmpty()) {
      return;
    }
    long waitNs = intervalNs - (receivedAtNs - emittedAtNs);
    if (waitNs <= 0 || burst.end() >= MOST_HELD_BYTES) {
      emit();
    } else if (!isTimed) {
      isTimed = true;
      timer.schedule(this::intervalOver, waitNs);
    }
  }

  private void intervalOver() {
    isTimed = false;
    emit();
  }

  /** Hands on what there is, whatever the interval. */
  void emit() {
    isToEmit = isAmidFrames;
    BurstListener to = listener;
    if (isAmidFrames) {
      return;
    }
    if (burst.isEmpty() || to == null) {
      return;
    }
    emittedAtNs = monotonic.nanos();
    Burst ready = burst.build();
    expectedBytes = Math.max(EXPECTED_BYTES, Math.min(burst.end() * 5 / 4, MOST_EXPECTED_BYTES));
    int expectedRecords = Math.min(ready.size() * 5 / 4, MOST_EXPECTED_RECORDS);
    burst = new Burst.Builder(venue, origin, expectedBytes, expectedRecords);
    try {
      to.onBurst(ready);
    } catch (RuntimeException e) {
      LOG.error(
          "records are lost: the route refused a burst venue={} records={}",
          venue,
          ready.size(),
          e);
    }
  }

  /** Records that were received and that nobody took. */
  int left() {
    return burst.size();
  }
}
