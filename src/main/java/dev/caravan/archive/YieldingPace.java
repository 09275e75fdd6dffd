package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Works no more than a share of the time, and not at all while received records wait for the disk.
 *
 * <p>{@link #stop} may be called by any thread, the rest by one at a time.
 */
public final class YieldingPace implements Pace {

  /** Waits; {@link Thread#sleep} in the real world. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  /** Bytes in the queue of a journal that are no sign of a slow disk. */
  public static final long TOLERATED_BYTES = 1 << 20;

  private static final int WORKING_PERCENT = 50;
  private static final long LONGEST_REST_NS = 1_000_000_000L;
  private static final long LOOK_AGAIN_NS = 50_000_000L;

  private final LongSupplier waitingBytes;
  private final NanoClock clock;
  private final Sleeper sleeper;
  private volatile boolean isStopped;
  private long workingSinceNs;

  public YieldingPace(LongSupplier waitingBytes) {
    this(
        waitingBytes,
        NanoClock.system(),
        nanos -> Thread.sleep(Duration.ofNanos(nanos).toMillis() + 1));
  }

  YieldingPace(LongSupplier waitingBytes, NanoClock clock, Sleeper sleeper) {
    this.waitingBytes = requireNonNull(waitingBytes, "waitingBytes");
    this.clock = requireNonNull(clock, "clock");
    this.sleeper = requireNonNull(sleeper, "sleeper");
    this.workingSinceNs = clock.nanos();
  }

  @Override
  public void rest() throws IOException {
    long worked = Math.max(0, clock.nanos() - workingSinceNs);
    sleep(Math.min(worked * (100 - WORKING_PERCENT) / WORKING_PERCENT, LONGEST_REST_NS));
    while (waitingBytes.getAsLong() > TOLERATED_BYTES) {
      sleep(LOOK_AGAIN_NS);
    }
    workingSinceNs = clock.nanos();
  }

  private void sleep(long nanos) throws IOException {
    if (isStopped) {
      throw new StoppedException("consolidation");
    }
    try {
      sleeper.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException("consolidation");
    }
    if (isStopped) {
      throw new StoppedException("consolidation");
    }
  }

  /** Whoever rests next, or rests now, ends with {@link StoppedException}. */
  public void stop() {
    isStopped = true;
  }
}
