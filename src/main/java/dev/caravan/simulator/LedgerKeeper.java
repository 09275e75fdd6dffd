package dev.caravan.simulator;

import dev.caravan.ledger.LedgerRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites the ledger's file about once a second, so that a killed simulator leaves one.
 *
 * <p>A ledger that takes long to write is written less often: at most a tenth of one thread's time.
 */
final class LedgerKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerKeeper.class);
  private static final long EVERY_MS = 1000;
  private static final int SHARE = 10;

  private final LedgerRecorder recorder;
  private final Path file;
  private final ScheduledThreadPoolExecutor writer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "simulator-ledger");
            thread.setDaemon(true);
            return thread;
          });

  // Used by the writer thread only.
  private boolean hasFailed;

  LedgerKeeper(LedgerRecorder recorder, Path file) {
    this.recorder = recorder;
    this.file = file;
  }

  /** Writes the first one, so that an unusable path is known at once. */
  void start() throws IOException {
    recorder.snapshot().write(file);
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    writer.schedule(this::rewrite, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void rewrite() {
    long before = System.nanoTime();
    try {
      recorder.snapshot().write(file);
      hasFailed = false;
    } catch (IOException | RuntimeException e) {
      if (!hasFailed) {
        LOG.warn("ledger not written file={}; will be tried again each second", file, e);
      }
      hasFailed = true;
    }
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    if (!writer.isShutdown()) {
      writer.schedule(this::rewrite, Math.max(EVERY_MS, tookMs * SHARE), TimeUnit.MILLISECONDS);
    }
  }

  /** Writes the last state; to be called when nothing is sent any more. */
  @Override
  public void close() throws IOException {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("ledger still being written after 10 s file={}", file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    recorder.snapshot().write(file);
  }
}
