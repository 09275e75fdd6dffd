package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends batches to the segments of one journal, in order, and never fails one.
 *
 * <p>{@link #append} only enqueues. One writer thread encodes, writes, syncs and rotates; while the
 * disk fails it tries again with the same bytes, and while too many bytes wait, the feeds that the
 * batches came from are told to stop reading. While the disk is full, frames are only counted; gap
 * records say so once it takes bytes again.
 *
 * <p>Thread-safe.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final JournalOptions options;
  private final RecoveryResult recovered;
  private final BatchQueue queue;
  private final RotatedSegments rotated = new RotatedSegments();
  private final JournalWriter writer;
  private final Thread thread;

  // Guarded by itself.
  private final List<Path> unsealed = new ArrayList<>();

  private Journal(
      JournalOptions options,
      RecoveryResult recovered,
      JournalListener listener,
      SegmentFiles files,
      EpochNanoClock wallClock,
      NanoClock clock) {
    this.options = options;
    this.recovered = recovered;
    this.unsealed.addAll(recovered.rotated());
    this.queue = new BatchQueue(options.maxInFlightBytes(), clock);
    this.writer =
        new JournalWriter(
            options,
            recovered,
            queue,
            new RememberUnsealed(unsealed, listener),
            rotated,
            files,
            wallClock,
            clock);
    this.thread = new Thread(writer, "journal-" + options.directory().name());
    // A forgotten close must not keep the process; close() is what makes records durable.
    thread.setDaemon(true);
  }

  /** Repairs the journal's folder and begins to write behind what is there. */
  public static Journal open(JournalOptions options, JournalListener listener) throws IOException {
    return open(
        options, listener, SegmentFiles.system(), EpochNanoClock.system(), NanoClock.system());
  }

  /** The same with a file system and clocks of the caller. */
  public static Journal open(
      JournalOptions options,
      JournalListener listener,
      SegmentFiles files,
      EpochNanoClock wallClock,
      NanoClock clock)
      throws IOException {
    requireNonNull(listener, "listener");
    RecoveryResult recovered = new Recovery(options.directory(), files).run();
    Journal journal = new Journal(options, recovered, listener, files, wallClock, clock);
    journal.thread.start();
    return journal;
  }

  public String name() {
    return options.directory().name();
  }

  /** What was found and repaired at start. */
  public RecoveryResult recovered() {
    return recovered;
  }

  /**
   * Takes a batch and returns at once; trouble with the disk shows in {@link #status}, not here.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void append(FrameBatch batch) {
    requireNonNull(batch, "batch");
    if (batch.records() > 0 && !queue.offer(batch)) {
      throw closed();
    }
  }

  /**
   * Ends the segment behind all batches appended so far.
   *
   * @return completes with its plain file once it is synced and closed; empty where none was open
   * @throws IllegalStateException after {@link #close}
   */
  public CompletableFuture<Optional<Path>> rotate() {
    CompletableFuture<Optional<Path>> done = new CompletableFuture<>();
    if (!queue.offer(new BatchQueue.Item.Rotate(done))) {
      throw closed();
    }
    return done;
  }

  private IllegalStateException closed() {
    return new IllegalStateException(
        "journal is closed: name=" + name() + "; stop what appends before closing it");
  }

  /**
   * Plain files that wait to be sealed, in order: those of earlier runs and those rotated since.
   * One is gone from here once its manifest exists.
   */
  public List<Path> unsealed() {
    synchronized (unsealed) {
      unsealed.removeIf(this::isSealed);
      return List.copyOf(unsealed);
    }
  }

  /**
   * What is known of a segment that this journal rotated since it was opened; without a digest
   * where somebody changed the file since.
   */
  public Optional<Rotated> rotated(Path plain) {
    return rotated.of(plain);
  }

  private boolean isSealed(Path plain) {
    return SegmentName.parse(plain.getFileName().toString())
        .map(segment -> Files.exists(options.directory().manifest(segment)))
        .orElse(false);
  }

  public JournalStatus status() {
    return new JournalStatus(
        name(),
        writer.openSegment(),
        writer.openBytes(),
        writer.segments(),
        unsealed().size(),
        queue.inFlightBytes(),
        Duration.ofNanos(queue.oldestAgeNs()),
        writer.records(),
        writer.bytes(),
        writer.wrappedFrames(),
        writer.lastBatchRecords(),
        writer.notKeptFrames(),
        writer.isPaused(),
        writer.problem());
  }

  /** Frames since start that could not stand unchanged in their line: text and base64. */
  public long wrappedFrames() {
    return writer.wrappedFrames();
  }

  /**
   * Writes and syncs all that was appended and ends the last segment, which is told to the listener
   * as rotated. Gives up after the time allowed for it if the disk does not work. Repeating it is
   * harmless.
   */
  @Override
  public void close() {
    queue.close();
    if (!join(options.closeWithin())) {
      queue.abandon();
      if (!join(Duration.ofSeconds(2))) {
        LOG.error("journal's disk does not answer, left behind name={}", name());
      }
    }
  }

  /**
   * Records that were appended and are not known to be durable. After {@link #close}: those that
   * the disk did not take, so lost; 0 where all went well. Frames that were not kept while the disk
   * was full count until a gap record says so.
   */
  public long undurableRecords() {
    return queue.waitingRecords() + writer.unsaidFrames() + queue.undurableRecords();
  }

  /** Makes the writer look at its clocks; for tests whose clocks move by hand. */
  void wake() {
    queue.wake();
  }

  private boolean join(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && deadline - System.nanoTime() > 0) {
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Notes what is rotated before the owner hears of it. */
  private record RememberUnsealed(List<Path> unsealed, JournalListener listener)
      implements JournalListener {
    @Override
    public void onRotated(Path plainFile) {
      synchronized (unsealed) {
        unsealed.add(plainFile);
      }
      listener.onRotated(plainFile);
    }

    @Override
    public void onTrouble(String sentence) {
      listener.onTrouble(sentence);
    }

    @Override
    public void onNotKept(StreamId stream, RecordEvent.NotKept gap) {
      listener.onNotKept(stream, gap);
    }

    @Override
    public void onRecovered() {
      listener.onRecovered();
    }
  }
}
