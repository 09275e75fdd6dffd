package dev.caravan.merge;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.RecordEvent;
import dev.caravan.record.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes the merged records as a journal like any other, and seals each segment.
 *
 * <p>Segments are named and divided by the time of their records, an hour each, not by the time of
 * merging, so that readers find a time range as they do elsewhere. Not thread-safe.
 */
final class MergedJournal implements Closeable {

  private static final Duration NEVER = Duration.ofDays(36_500);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final long SEGMENT_NS = 3_600_000_000_000L;
  private static final long MAX_IN_FLIGHT_BYTES = 16L << 20;
  private static final int BURST_BYTES = 1 << 18;
  private static final int BURST_RECORDS = 1_000;
  private static final int RECORD_OVERHEAD = 128;
  private static final int MOST_SOURCES = 1 << 16;

  /** Which records of which segments of the sources a merged segment holds. */
  static final class Taken {
    private long records;
    private long firstSegment;
    private long lastSegment;

    private void add(long segment) {
      firstSegment = records == 0 ? segment : Math.min(firstSegment, segment);
      lastSegment = Math.max(lastSegment, segment);
      records++;
    }

    long records() {
      return records;
    }

    long firstSegment() {
      return firstSegment;
    }

    long lastSegment() {
      return lastSegment;
    }
  }

  /** What delivered a frame, as its own recording names it. */
  private record Origin(Side side, StreamId stream, String connection) {
    private Source source() {
      return new Source(stream, side.prefix() + connection);
    }
  }

  /** One sealed segment and where its records come from. */
  record Part(long number, BySide<Taken> taken) {}

  private final String venue;
  private final SegmentSealer sealer;
  private final long segmentBytes;
  private final Brake brake = new Brake();
  private final Map<Origin, Source> sources = new HashMap<>();
  private final Journal journal;
  private final List<Part> parts = new ArrayList<>();
  private BySide<Taken> taken = BySide.each(Taken::new);
  private Burst.Builder burst;
  private long bytes;
  private boolean isBegun;
  private volatile long startedNs; // when the segment's first record was received

  MergedJournal(
      JournalOptions options, String venue, SegmentSealer sealer, SegmentFiles files, long size)
      throws IOException {
    this.venue = venue;
    this.sealer = sealer;
    this.segmentBytes = size;
    this.burst = newBurst();
    this.journal =
        Journal.open(
            options
                .withRotation(NEVER, Long.MAX_VALUE)
                .withMaxInFlight(MAX_IN_FLIGHT_BYTES)
                .withCloseWithin(CLOSE_WITHIN),
            brake,
            files,
            () -> startedNs,
            NanoClock.system());
  }

  private Burst.Builder newBurst() {
    return new Burst.Builder(venue, brake, BURST_BYTES, BURST_RECORDS);
  }

  void frame(ParsedRecord.Frame frame, Side side, long segment, long alignedNs) throws IOException {
    begin(side, segment, alignedNs, frame.length());
    int at = burst.reserve(frame.length());
    System.arraycopy(frame.bytes(), frame.offset(), burst.bytes(), at, frame.length());
    burst.addReserved(
        source(side, frame.stream(), frame.connection()),
        frame.receiveTimeNs(),
        at,
        frame.length(),
        frame.form() == ParsedRecord.Form.BYTES);
    flushIfFull();
  }

  private Source source(Side side, StreamId stream, String connection) {
    if (sources.size() >= MOST_SOURCES) {
      // Connections come and go for years.
      sources.clear();
    }
    return sources.computeIfAbsent(new Origin(side, stream, connection), Origin::source);
  }

  void event(
      StreamId stream,
      String connection,
      long receiveTimeNs,
      RecordEvent event,
      Side side,
      long segment,
      long alignedNs)
      throws IOException {
    begin(side, segment, alignedNs, 0);
    burst.addEvent(stream, side.prefix() + connection, receiveTimeNs, event);
    flushIfFull();
  }

  private void begin(Side side, long segment, long alignedNs, int length) throws IOException {
    boolean isFull =
        bytes >= segmentBytes
            || Math.floorDiv(alignedNs, SEGMENT_NS) > Math.floorDiv(startedNs, SEGMENT_NS);
    if (isBegun && isFull) {
      end();
    }
    if (!isBegun) {
      isBegun = true;
      startedNs = alignedNs;
    }
    bytes += length + RECORD_OVERHEAD;
    taken.of(side).add(segment);
  }

  private void flushIfFull() throws IOException {
    if (burst.size() >= BURST_RECORDS || burst.end() >= BURST_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (!burst.isEmpty()) {
      brake.await();
      journal.append(new FrameBatch().add(burst.build()));
      burst = newBurst();
    }
  }

  /** Ends the segment and seals it. */
  private void end() throws IOException {
    flush();
    Optional<Path> plain = rotated();
    if (plain.isPresent()) {
      sealer.compress(plain.get());
      Manifest manifest = sealer.compare(plain.get());
      sealer.publish(plain.get(), manifest);
      sealer.removePlain(plain.get());
      parts.add(new Part(manifest.number(), taken));
    }
    taken = BySide.each(Taken::new);
    bytes = 0;
    isBegun = false;
  }

  private Optional<Path> rotated() throws IOException {
    try {
      CompletableFuture<Optional<Path>> done = journal.rotate();
      while (true) {
        brake.check();
        try {
          return done.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          continue;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("merging was interrupted");
    } catch (ExecutionException e) {
      throw new IOException("segment not written: " + e.getCause(), e);
    }
  }

  /** Seals what is left; the segments are whole afterwards. */
  List<Part> finish() throws IOException {
    if (isBegun) {
      end();
    }
    return List.copyOf(parts);
  }

  @Override
  public void close() {
    journal.close();
  }

  /** Lets the merging wait for the disk, and end where the disk fails. */
  private static final class Brake implements FlowControl, JournalListener {
    // Guarded by this.
    private boolean isPaused;
    private Optional<String> trouble = Optional.empty();

    @Override
    public synchronized void pauseReading(Object holder) {
      isPaused = true;
    }

    @Override
    public synchronized void resumeReading(Object holder) {
      isPaused = false;
      notifyAll();
    }

    @Override
    public void onRotated(Path plainFile) {}

    @Override
    public synchronized void onTrouble(String sentence) {
      trouble = Optional.of(sentence);
      notifyAll();
    }

    @Override
    public void onRecovered() {}

    synchronized void await() throws IOException {
      check();
      while (isPaused) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("merging was interrupted");
        }
        check();
      }
    }

    synchronized void check() throws IOException {
      if (trouble.isPresent()) {
        throw new IOException(trouble.get());
      }
    }
  }
}
