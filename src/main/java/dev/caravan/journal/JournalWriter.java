package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
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
 * <p>While the disk is full, what arrives is counted and forgotten, so that reading goes on; the
 * batch that the disk refused waits and is tried again. Once there is room, gap records say what is
 * missing.
 *
 * <p>Runs on its own thread, which nobody interrupts: an interrupt would close the file.
 */
final class JournalWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final int ENCODE_BYTES = 1 << 17; // stays in the cache until it is in the file
  private static final long LOOK_AGAIN_NS = 250_000_000L;
  private static final long HASH_AHEAD_BYTES = 8L << 20;

  private final JournalOptions options;
  private final RotationPolicy rotation;
  private final BatchQueue queue;
  private final JournalListener listener;
  private final SegmentFiles files;
  private final EpochNanoClock wallClock;
  private final NanoClock clock;
  private final RecordEncoder encoder = new RecordEncoder(ENCODE_BYTES + (ENCODE_BYTES >> 1));
  private final UnsyncedBytes unsynced = new UnsyncedBytes();
  private final DiskRoom room;
  private final NotKeptFrames notKept;
  private final RotatedSegments rotated;

  // Writer thread only.
  private @Nullable OpenSegment segment; // null while no record needs one
  private long nextNumber;
  private String previousSha256;
  private int writtenNotSynced; // whole batches at the head of the queue's taken ones
  private long oldestNotSyncedNs; // when the first of them was written
  private long beforeBatch; // unsynced bytes of the batches before the one that is being written
  private boolean isStartingOver;

  // Written by the writer thread, read by any.
  private volatile String openSegment = "";
  private volatile long openBytes;
  private volatile long segments;
  private volatile long records;
  private volatile long bytes;
  private volatile int lastBatchRecords;
  private volatile long wrappedFrames;
  private volatile long notKeptFrames;
  private volatile long unsaidFrames; // not kept, and no gap record says so yet
  private volatile boolean isPaused;
  private volatile String problem = "";

  JournalWriter(
      JournalOptions options,
      RecoveryResult recovered,
      BatchQueue queue,
      JournalListener listener,
      RotatedSegments rotated,
      SegmentFiles files,
      EpochNanoClock wallClock,
      NanoClock clock) {
    this.options = requireNonNull(options, "options");
    this.rotation = options.rotation();
    this.queue = requireNonNull(queue, "queue");
    this.listener = requireNonNull(listener, "listener");
    this.rotated = requireNonNull(rotated, "rotated");
    this.files = requireNonNull(files, "files");
    this.wallClock = requireNonNull(wallClock, "wallClock");
    this.clock = requireNonNull(clock, "clock");
    this.room = new DiskRoom(files, options.directory().dataDir(), options.reserveBytes(), clock);
    this.notKept = new NotKeptFrames(options.mapping().get());
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
    if (!notKept.isEmpty() && !room.isFull()) {
      sayWhatWasNotKept();
    }
    BatchQueue.Item item = queue.take(nanosUntilDue());
    if (item instanceof BatchQueue.Item.Batch batch) {
      if (room.isFull()) {
        queue.forgetTaken(batch);
        notKeep(batch);
      } else {
        write(batch);
      }
    } else if (item instanceof BatchQueue.Item.Rotate rotate) {
      try {
        rotate.done().complete(rotate());
      } catch (AbandonedException e) {
        rotate.done().completeExceptionally(e);
        throw e;
      }
    } else if (item instanceof BatchQueue.Item.Stop) {
      if (!notKept.isEmpty()) {
        sayWhatWasNotKept(); // the reserve is for this too
      }
      rotate();
      return false;
    }
    syncIfDue();
    rotateIfDue();
    hashAhead();
    return true;
  }

  private long nanosUntilDue() {
    OpenSegment open = segment;
    if (open == null) {
      return notKept.isEmpty() ? Long.MAX_VALUE : LOOK_AGAIN_NS;
    }
    long wait = notKept.isEmpty() ? Long.MAX_VALUE : LOOK_AGAIN_NS;
    wait = Math.min(wait, rotation.boundaryAfter(open.startedAtNs()) - wallClock.epochNanos());
    if (writtenNotSynced > 0) {
      wait = Math.min(wait, oldestNotSyncedNs + options.syncEvery().toNanos() - clock.nanos());
    }
    return Math.max(0, Math.min(wait, BatchQueue.LONGEST_WAIT_NS));
  }

  private void write(BatchQueue.Item.Batch batch) {
    writeWhole(batch.frames());
    queue.written(batch);
    lastBatchRecords = batch.frames().records();
    wrappedFrames = encoder.textFrames() + encoder.bytesFrames();
  }

  private void notKeep(BatchQueue.Item.Batch batch) {
    notKept.add(batch.frames());
    notKeptFrames += batch.frames().frames();
    unsaidFrames += batch.frames().frames();
    if (!isPaused || problem.isEmpty()) {
      isPaused = true;
      trouble(
          "writing is paused: journal="
              + name()
              + " free="
              + room.freeBytes()
              + "B reserve="
              + room.reserveBytes()
              + "B; frames are counted and not kept, free space or lower caravan.disk.reserve");
    }
  }

  /** Writes the gap records of what was not kept, and what else was to be said meanwhile. */
  private void sayWhatWasNotKept() {
    FrameBatch said = notKept.records(wallClock.epochNanos());
    long frames = notKept.frames();
    notKept.clear();
    queue.addTaken(said);
    writeWhole(said);
    unsaidFrames -= frames;
    isPaused = !notKept.isEmpty();
    LOG.warn(
        "frames were not kept while the disk was full, gap records say so journal={} frames={}"
            + " records={}",
        name(),
        frames,
        said.records());
    Burst burst = said.bursts().get(0);
    for (int i = 0; i < burst.size(); i++) {
      if (burst.event(i) instanceof RecordEvent.NotKept gap) {
        StreamId stream = burst.stream(i);
        tell(() -> listener.onNotKept(stream, gap));
      }
    }
  }

  private void writeWhole(FrameBatch batch) {
    rotateIfDue();
    beforeBatch = unsynced.size();
    for (Burst burst : batch.bursts()) {
      for (int i = 0; i < burst.size(); i++) {
        encode(burst, i);
        if (encoder.length() >= ENCODE_BYTES) {
          appendEncoded();
        }
      }
    }
    appendEncoded();
    records += batch.records();
    if (writtenNotSynced++ == 0) {
      oldestNotSyncedNs = clock.nanos();
    }
  }

  private void appendEncoded() {
    unsynced.add(encoder.bytes(), encoder.length());
    encoder.reset();
    append();
  }

  /** Bytes that were encoded and are in no file yet. */
  private long pending(@Nullable OpenSegment open) {
    return unsynced.size() - (open == null ? 0 : open.unsyncedBytes());
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
  private void append() {
    for (int failures = 0; ; ) {
      OpenSegment open = segment();
      long length = pending(open);
      if (length == 0) {
        return;
      }
      try {
        open.append(unsynced.behind(open.unsyncedBytes()));
        room.wrote(length);
        bytes += length;
        openBytes = open.bytes();
        recovered();
      } catch (IOException e) {
        failures++;
        trouble(
            "segment append failed: journal="
                + name()
                + " segment="
                + open.name()
                + " needed="
                + length
                + what(e, length, failures));
        syncWhileWaiting(open);
        pause(failures);
      }
    }
  }

  // Earlier batches need not wait for this one; a part of it is not made durable without the rest.
  private void syncWhileWaiting(OpenSegment open) {
    try {
      open.cutTail();
    } catch (IOException e) {
      LOG.debug("segment not cut yet segment={}", open.name(), e);
      return;
    }
    if (open.unsyncedBytes() <= beforeBatch && !isStartingOver) {
      syncIfDue();
    }
  }

  private void syncIfDue() {
    OpenSegment open = segment;
    if (open != null
        && writtenNotSynced > 0
        && (clock.nanos() - oldestNotSyncedNs >= options.syncEvery().toNanos()
            || open.unsyncedBytes() > options.maxUnsyncedBytes())) {
      sync(open);
    }
  }

  /** False where the segment was left, since it could not be synced; all is durable then, too. */
  private boolean sync(OpenSegment open) {
    boolean isSynced = true;
    if (open.unsyncedBytes() > 0) {
      try {
        force(open);
      } catch (IOException e) {
        startOver(e);
        isSynced = false;
      }
    }
    queue.durable(writtenNotSynced);
    writtenNotSynced = 0;
    return isSynced;
  }

  private void force(OpenSegment open) throws IOException {
    long count = open.unsyncedBytes();
    open.force();
    unsynced.drop(count);
  }

  private void rotateIfDue() {
    OpenSegment open = segment;
    if (open != null
        && rotation.isDue(open.startedAtNs(), open.bytes(), wallClock.epochNanos())
        && sync(open)) {
      leave(open);
    }
  }

  /** Does a part of the work that the next segment would wait for. */
  private void hashAhead() {
    OpenSegment open = segment;
    if (open != null && rotation.isNear(open.startedAtNs(), open.bytes(), wallClock.epochNanos())) {
      try {
        open.hashAhead(HASH_AHEAD_BYTES);
      } catch (IOException e) {
        LOG.debug("segment not readable yet segment={}", open.name(), e);
      }
    }
  }

  /** Ends the open segment if there is one, whatever the disk does meanwhile. */
  private Optional<Path> rotate() {
    for (OpenSegment open = segment; open != null; open = segment) {
      if (sync(open)) {
        leave(open);
        return Optional.of(open.path());
      }
    }
    return Optional.empty();
  }

  /** Closes a segment whose bytes are all durable. */
  private void leave(OpenSegment open) {
    previousSha256 = digest(open);
    try {
      open.close();
    } catch (IOException e) {
      LOG.warn("segment closed with an error, all of it is synced segment={}", open.name(), e);
    }
    nextNumber = open.name().number() + 1;
    segment = null;
    openSegment = "";
    openBytes = 0;
    LOG.info("segment rotated journal={} segment={} bytes={}", name(), open.name(), open.bytes());
    tell(() -> listener.onRotated(open.path()));
  }

  private String digest(OpenSegment open) {
    try {
      String sha256 = open.sha256();
      rotated.add(open.path(), new Rotated(Optional.of(sha256), open.encodedCrc32()));
      return sha256;
    } catch (IOException e) {
      LOG.error(
          "segment cannot be read back, the chain begins anew segment={}; run verify",
          open.name(),
          e);
      return "";
    }
  }

  /** Leaves a file that could not be synced and writes again what may be lost with it. */
  private void startOver(IOException first) {
    isStartingOver = true;
    try {
      writeAgain(first);
    } finally {
      isStartingOver = false;
    }
    recovered();
  }

  private void writeAgain(IOException first) {
    IOException failed = first;
    for (int failures = 1; ; failures++) {
      trouble(
          "segment sync failed: journal="
              + name()
              + what(failed, 0, failures)
              + "; what may be lost is written again to a new segment");
      OpenSegment left = segment;
      if (left != null) {
        cutToDurable(left);
        leave(left);
      }
      if (failures > 1) {
        pause(failures);
      }
      append();
      try {
        force(segment());
        return;
      } catch (IOException again) {
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
        trouble(
            "segment not cut to what is durable: journal="
                + name()
                + " segment="
                + open.name()
                + what(e, 0, failures));
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
      OpenSegment made = null;
      try {
        made = OpenSegment.create(files, options.directory(), header);
        made.begin(files, options.directory(), header);
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
                + what(e, 0, failures));
        if (made != null) {
          discard(made);
        }
        pause(failures);
      }
    }
    return segment;
  }

  /** The next attempt has the same number and another time: a power cut must not leave both. */
  private void discard(OpenSegment unbegun) {
    for (int failures = 1; ; failures++) {
      try {
        unbegun.discard(files, options.directory());
        return;
      } catch (IOException e) {
        trouble(
            "segment that was not begun is not removed: journal="
                + name()
                + " segment="
                + unbegun.name()
                + what(e, 0, failures));
        pause(failures);
      }
    }
  }

  private String what(IOException failure, long neededBytes, int attempt) {
    String nextStep = room.failed(failure, neededBytes).nextStep();
    return " free="
        + room.freeBytes()
        + "B attempt="
        + attempt
        + " cause="
        + failure
        + "; "
        + nextStep;
  }

  /** Waits before the next attempt; while the disk is full, nothing queues up meanwhile. */
  private void pause(int failures) {
    long untilNs = clock.nanos() + RetryDelay.nanosAfter(failures);
    while (room.isFull()) {
      BatchQueue.Item.Batch batch = queue.takeForgotten(untilNs);
      if (batch == null) {
        break;
      }
      notKeep(batch);
    }
    if (!queue.waitUntil(untilNs)) {
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
    if (!problem.isEmpty() && !isStartingOver && notKept.isEmpty()) {
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
            + " waitingRecords={} notKeptFrames={} problem={}",
        name(),
        queue.undurableBatches(),
        queue.waitingRecords(),
        unsaidFrames,
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

  long notKeptFrames() {
    return notKeptFrames;
  }

  long unsaidFrames() {
    return unsaidFrames;
  }

  boolean isPaused() {
    return isPaused;
  }

  String problem() {
    return problem;
  }
}
