package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.record.Burst;
import dev.caravan.record.FrameBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the queue holds to segments, syncs and rotates them, and never gives a record up
 * while the disk may come back.
 *
 * <p>A segment is made by the first record that needs one, so none is empty and nothing rotates
 * while nothing arrives twice. A failed or short write is cut back and the same bytes are tried
 * again. After a failed sync the kernel may have dropped what was dirty and forgotten the error:
 * that file is cut to what is known durable and left, and all batches behind that are written again
 * to a new one.
 *
 * <p>Runs on its own thread, which nobody interrupts: an interrupt would close the file.
 */
final class JournalWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final int FLUSH_BYTES = 1 << 20;

  private final JournalOptions options;
  private final RotationPolicy rotation;
  private final BatchQueue queue;
  private final JournalListener listener;
  private final SegmentFiles files;
  private final EpochNanoClock wallClock;
  private final NanoClock clock;
  private final RecordEncoder encoder = new RecordEncoder(FLUSH_BYTES + (FLUSH_BYTES >> 1));
  private final ByteBuffer buffer = OpenSegment.newBuffer();

  // Writer thread only.
  private @Nullable OpenSegment segment; // null while no record needs one
  private long nextNumber;
  private String previousSha256;
  private int writtenNotSynced; // batches at the head of the queue's taken ones
  private long oldestNotSyncedNs; // when the first of them was written
  private boolean isStartingOver;

  // Written by the writer thread, read by any.
  private volatile String openSegment = "";
  private volatile long openBytes;
  private volatile long segments;
  private volatile long records;
  private volatile long bytes;
  private volatile int lastBatchRecords;
  private volatile long wrappedFrames;
  private volatile String problem = "";

  JournalWriter(
      JournalOptions options,
      RecoveryResult recovered,
      BatchQueue queue,
      JournalListener listener,
      SegmentFiles files,
      EpochNanoClock wallClock,
      NanoClock clock) {
    this.options = requireNonNull(options, "options");
    this.rotation = options.rotation();
    this.queue = requireNonNull(queue, "queue");
    this.listener = requireNonNull(listener, "listener");
    this.files = requireNonNull(files, "files");
    this.wallClock = requireNonNull(wallClock, "wallClock");
    this.clock = requireNonNull(clock, "clock");
    this.nextNumber = recovered.nextNumber();
    this.previousSha256 = recovered.previousSha256();
  }

  @Override
  public void run() {
    boolean isRunning = true;
    while (isRunning) {
      try {
        isRunning = step();
      } catch (AbandonedException e) {
        giveUp();
        isRunning = false;
      } catch (Throwable e) {
        // A defect must not end the recording; what was being written may be incomplete.
        LOG.error("journal writer failed, goes on with the next batch name={}", name(), e);
        trouble(
            "journal writer failed: journal=" + name() + " cause=" + e + "; report this defect");
      }
    }
  }

  /** Does the next thing, or waits for it; false at the end. */
  private boolean step() {
    BatchQueue.Item item = queue.take(nanosUntilDue());
    if (item instanceof BatchQueue.Item.Batch batch) {
      write(batch);
    } else if (item instanceof BatchQueue.Item.Rotate rotate) {
      try {
        rotate.done().complete(rotate());
      } catch (AbandonedException e) {
        rotate.done().completeExceptionally(e);
        throw e;
      }
    } else if (item instanceof BatchQueue.Item.Stop) {
      rotate();
      return false;
    }
    try {
      syncIfDue();
      rotateIfDue();
    } catch (SyncFailedException e) {
      startOver(e);
    }
    return true;
  }

  private long nanosUntilDue() {
    OpenSegment open = segment;
    if (open == null) {
      return Long.MAX_VALUE;
    }
    long wait = rotation.boundaryAfter(open.startedAtNs()) - wallClock.epochNanos();
    if (writtenNotSynced > 0) {
      wait = Math.min(wait, oldestNotSyncedNs + options.syncEvery().toNanos() - clock.nanos());
    }
    return Math.max(0, Math.min(wait, BatchQueue.LONGEST_WAIT_NS));
  }

  private void write(BatchQueue.Item.Batch batch) {
    try {
      rotateIfDue();
      writeWhole(batch.frames());
    } catch (SyncFailedException e) {
      startOver(e);
    }
    queue.written(batch);
    records += batch.frames().records();
    lastBatchRecords = batch.frames().records();
    wrappedFrames = encoder.textFrames() + encoder.bytesFrames();
  }

  private void writeWhole(FrameBatch batch) throws SyncFailedException {
    OpenSegment open = segment();
    long from = open.bytes();
    encoder.reset();
    for (Burst burst : batch.bursts()) {
      for (int i = 0; i < burst.size(); i++) {
        encode(burst, i);
        if (encoder.length() >= FLUSH_BYTES) {
          flush(open, from);
        }
      }
    }
    flush(open, from);
    if (writtenNotSynced++ == 0) {
      oldestNotSyncedNs = clock.nanos();
    }
  }

  // One record that cannot be encoded must not take the others with it.
  private void encode(Burst burst, int i) {
    int before = encoder.length();
    try {
      encoder.addRecord(burst, i);
    } catch (RuntimeException | OutOfMemoryError e) {
      encoder.cutTo(before);
      LOG.error(
          "record not written journal={} stream={} bytes={}; report this defect",
          name(),
          burst.stream(i),
          burst.length(i),
          e);
    }
  }

  /** Writes what is encoded, however long that takes. */
  private void flush(OpenSegment open, long batchFrom) throws SyncFailedException {
    for (int failures = 0; encoder.length() > 0; ) {
      try {
        open.append(encoder.bytes(), encoder.length());
        bytes += encoder.length();
        openBytes = open.bytes();
        encoder.reset();
        recovered();
      } catch (IOException e) {
        failures++;
        trouble(
            "segment append failed: journal="
                + name()
                + " segment="
                + open.name()
                + " needed="
                + encoder.length()
                + "B free="
                + freeBytes()
                + "B attempt="
                + failures
                + " cause="
                + e
                + "; tried again with the same bytes, free space if the disk is full");
        if (open.bytes() == batchFrom) {
          syncWhileWaiting(open);
        }
        pause(failures);
      }
    }
  }

  // Earlier batches need not wait for this one. Only between batches: what is durable must be
  // whole batches, else one would be written twice.
  private void syncWhileWaiting(OpenSegment open) throws SyncFailedException {
    try {
      open.cutTail();
    } catch (IOException e) {
      LOG.debug("segment not cut yet segment={}", open.name(), e);
      return;
    }
    syncIfDue();
  }

  private void syncIfDue() throws SyncFailedException {
    OpenSegment open = segment;
    if (open != null
        && writtenNotSynced > 0
        && (clock.nanos() - oldestNotSyncedNs >= options.syncEvery().toNanos()
            || open.unsyncedBytes() > options.maxUnsyncedBytes())) {
      sync(open);
    }
  }

  private void sync(OpenSegment open) throws SyncFailedException {
    if (writtenNotSynced == 0) {
      return;
    }
    try {
      open.force();
    } catch (IOException e) {
      throw new SyncFailedException(e);
    }
    queue.durable(writtenNotSynced);
    writtenNotSynced = 0;
  }

  private void rotateIfDue() throws SyncFailedException {
    OpenSegment open = segment;
    if (open != null && rotation.isDue(open.startedAtNs(), open.bytes(), wallClock.epochNanos())) {
      sync(open);
      leave(open);
    }
  }

  /** Ends the open segment if there is one, whatever the disk does meanwhile. */
  private Optional<Path> rotate() {
    for (OpenSegment open = segment; open != null; open = segment) {
      try {
        sync(open);
        leave(open);
        return Optional.of(open.path());
      } catch (SyncFailedException e) {
        startOver(e);
      }
    }
    return Optional.empty();
  }

  /** Closes a segment whose bytes are all durable. */
  private void leave(OpenSegment open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.warn("segment closed with an error, all of it is synced segment={}", open.name(), e);
    }
    previousSha256 = open.sha256();
    nextNumber = open.name().number() + 1;
    segment = null;
    openSegment = "";
    openBytes = 0;
    LOG.info("segment rotated journal={} segment={} bytes={}", name(), open.name(), open.bytes());
    tell(() -> listener.onRotated(open.path()));
  }

  /** Leaves a file that could not be synced and writes again what may be lost with it. */
  private void startOver(SyncFailedException first) {
    isStartingOver = true;
    try {
      writeAgain(first);
    } finally {
      isStartingOver = false;
    }
    recovered();
  }

  private void writeAgain(SyncFailedException first) {
    SyncFailedException failed = first;
    for (int failures = 1; ; failures++) {
      trouble(
          "segment sync failed: journal="
              + name()
              + " attempt="
              + failures
              + " cause="
              + failed.reason()
              + "; what may be lost is written again to a new segment, check the disk");
      OpenSegment open = segment;
      if (open != null) {
        cutToDurable(open);
        leave(open);
      }
      if (failures > 1) {
        pause(failures);
      }
      writtenNotSynced = 0;
      try {
        for (BatchQueue.Item.Batch batch : queue.undurable()) {
          writeWhole(batch.frames());
          syncIfDue();
        }
        if (segment != null) {
          sync(segment);
        }
        return;
      } catch (SyncFailedException again) {
        failed = again;
      }
    }
  }

  private void cutToDurable(OpenSegment open) {
    for (int failures = 1; ; failures++) {
      try {
        open.cutToDurable();
        return;
      } catch (IOException e) {
        LOG.debug("segment not cut to what is durable yet segment={}", open.name(), e);
        pause(failures);
      }
    }
  }

  /** The open segment, made where there is none, however long that takes. */
  private OpenSegment segment() {
    for (int failures = 0; segment == null; ) {
      long nowNs = wallClock.epochNanos();
      SegmentHeader header =
          new SegmentHeader(
              SegmentHeader.FORMAT, name(), nextNumber, nowNs, options.software(), previousSha256);
      try {
        OpenSegment made = OpenSegment.create(files, options.directory(), header, buffer);
        segment = made;
        segments++;
        openSegment = made.name().plainFile();
        openBytes = made.bytes();
        LOG.info("segment begun journal={} segment={}", name(), made.name());
      } catch (IOException e) {
        failures++;
        trouble(
            "segment not begun: journal="
                + name()
                + " segment="
                + header.name()
                + " free="
                + freeBytes()
                + "B attempt="
                + failures
                + " cause="
                + e
                + "; tried again, free space or make the folder writable");
        pause(failures);
      }
    }
    return segment;
  }

  private void pause(int failures) {
    if (!queue.waitUntil(clock.nanos() + RetryDelay.nanosAfter(failures))) {
      throw new AbandonedException();
    }
  }

  private void trouble(String sentence) {
    boolean isNew = problem.isEmpty();
    problem = sentence;
    if (isNew) {
      LOG.error("{}", sentence);
      tell(() -> listener.onTrouble(sentence));
    }
  }

  private void recovered() {
    if (!problem.isEmpty() && !isStartingOver) {
      LOG.info("journal writes again name={}", name());
      problem = "";
      tell(listener::onRecovered);
    }
  }

  private void tell(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      LOG.error("journal listener failed name={}", name(), e);
    }
  }

  private void giveUp() {
    LOG.error(
        "journal closed with records unwritten or unsynced: journal={} unsyncedBatches={}"
            + " waitingRecords={} problem={}",
        name(),
        queue.undurable().size(),
        queue.waitingRecords(),
        problem);
    OpenSegment open = segment;
    if (open != null) {
      try {
        open.cutTail();
        if (!open.hasFailedSync()) {
          open.force();
        }
        open.close();
      } catch (IOException e) {
        LOG.warn("segment left as it is, the next start repairs it segment={}", open.name(), e);
      }
    }
    for (BatchQueue.Item item : queue.leftOver()) {
      if (item instanceof BatchQueue.Item.Rotate rotate) {
        rotate.done().completeExceptionally(new IOException(problem));
      }
    }
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(options.directory().dataDir()).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private String name() {
    return options.directory().name();
  }

  String openSegment() {
    return openSegment;
  }

  long openBytes() {
    return openBytes;
  }

  long segments() {
    return segments;
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  int lastBatchRecords() {
    return lastBatchRecords;
  }

  long wrappedFrames() {
    return wrappedFrames;
  }

  String problem() {
    return problem;
  }
}
