package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long received data may wait on its way to the disk, as configured.
 *
 * @param batch until a batch is written that did not fill up before
 * @param batchFrames frames that fill a batch
 * @param sync until what was written is synced
 */
public record FlushTimes(Duration batch, int batchFrames, Duration sync) {
  /** Nobody said. */
  public static final FlushTimes UNKNOWN = new FlushTimes(Duration.ZERO, 0, Duration.ZERO);

  public FlushTimes {
    requireNonNull(batch, "batch");
    requireNonNull(sync, "sync");
  }
}
