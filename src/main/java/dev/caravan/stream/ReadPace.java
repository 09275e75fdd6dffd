package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/**
 * Rests the event loop after a read at dense hours, so that several messages come by one wake-up.
 *
 * <p>A read that comes long after the one before is followed by no rest: at calm hours nothing
 * waits, and nobody wakes up twice for one message. The rest is the loop's, so it is one for all
 * sockets that were ready together, and timers, pings and closes wait no longer than it takes.
 *
 * <p>Event loop only.
 */
final class ReadPace {

  private final long intervalNs;
  private final Executor afterReads;
  private final NanoClock monotonic;
  private final LongConsumer rest;
  private boolean isPlanned;
  private long readyAtNs;

  /**
   * @param interval how often sockets are read at most; zero for as often as something comes
   * @param afterReads runs something on the loop once all sockets that are ready were read
   * @param rest stops the loop for some nanoseconds
   */
  ReadPace(Duration interval, Executor afterReads, NanoClock monotonic, LongConsumer rest) {
    this.intervalNs = interval.toNanos();
    this.afterReads = requireNonNull(afterReads, "afterReads");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.rest = requireNonNull(rest, "rest");
    this.readyAtNs = monotonic.nanos() - intervalNs - 1;
  }

  /** A socket was read. */
  void readComplete() {
    if (intervalNs > 0 && !isPlanned) {
      isPlanned = true;
      afterReads.execute(this::readsOver);
    }
  }

  private void readsOver() {
    isPlanned = false;
    long now = monotonic.nanos();
    boolean isDense = now - readyAtNs <= intervalNs;
    readyAtNs = now;
    if (isDense) {
      rest.accept(intervalNs);
      readyAtNs = monotonic.nanos();
    }
  }
}
