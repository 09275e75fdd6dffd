package dev.caravan.bench;

import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.JsonCheck;
import dev.caravan.journal.RecordEncoder;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.record.Burst;
import dev.caravan.record.FrameBatch;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Times what a frame goes through between the feed's loop and a sealed segment; ns a frame. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JournalBenchmark {

  private static final int BATCH = 500;
  private static final int BATCHES = 40;
  private static final int FRAMES = BATCH * BATCHES;

  /** Frames of one venue, or of one channel of the first. */
  @State(Scope.Thread)
  public static class Frames {
    /** Which. */
    @Param({"depth20@100ms,trade", "depth20@100ms", "trade", "depth@100ms", "bookTicker"})
    public String channels = "";

    List<FrameBatch> batches = List.of();

    @Setup
    public void make() {
      batches = MarketFrames.batches(List.of(channels.split(",")), BATCHES, BATCH);
    }
  }

  /** The check that decides whether a frame may stand unchanged in its line. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int structuralScan(Frames frames, Check check) {
    int whole = 0;
    for (FrameBatch batch : frames.batches) {
      for (Burst burst : batch.bursts()) {
        for (int i = 0; i < burst.size(); i++) {
          if (check.check.isObjectOrArray(burst.bytes(), burst.offset(i), burst.length(i))) {
            whole++;
          }
        }
      }
    }
    return whole;
  }

  /** The same, the envelope and the copy. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int recordEncoding(Frames frames, Check check) {
    int bytes = 0;
    for (FrameBatch batch : frames.batches) {
      check.encoder.reset();
      for (Burst burst : batch.bursts()) {
        check.encoder.addBurst(burst);
      }
      bytes += check.encoder.length();
    }
    return bytes;
  }

  /** From the queue into the file, sync included; time as the appender sees it. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void batchAppend(OpenJournal open) {
    open.append();
  }

  /** The four steps on one segment of a million frames' quarter. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 4)
  @Measurement(iterations = 4)
  @OperationsPerInvocation(Rotated.FRAMES)
  public long sealing(Rotated rotated) throws IOException {
    SegmentSealer sealer = new SegmentSealer(Venues::mapping, 1, "caravan bench");
    sealer.compress(rotated.plain);
    Manifest manifest = sealer.compare(rotated.plain);
    sealer.publish(rotated.plain, manifest);
    sealer.removePlain(rotated.plain);
    return manifest.frames();
  }

  /** What the writer's thread owns. */
  @State(Scope.Thread)
  public static class Check {
    final JsonCheck check = new JsonCheck();
    final RecordEncoder encoder = new RecordEncoder();
  }

  /** A journal in memory-backed files, a segment an iteration. */
  @State(Scope.Thread)
  public static class OpenJournal {
    private final List<FrameBatch> batches =
        MarketFrames.batches(MarketFrames.CHANNELS, BATCHES, BATCH);
    private Path folder = Path.of("");
    private Journal journal;
    private long appended;

    @Setup(Level.Iteration)
    public void open() throws IOException {
      folder = BenchFolder.make();
      journal = Journal.open(options(folder), JournalListener.NONE);
      appended = 0;
    }

    void append() {
      for (FrameBatch batch : batches) {
        journal.append(batch);
        appended += BATCH;
      }
      while (journal.status().recordsWritten() < appended) {
        LockSupport.parkNanos(20_000);
      }
    }

    Path rotate() {
      return journal.rotate().join().orElseThrow();
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
      journal.close();
      BenchFolder.remove(folder);
    }
  }

  /** A rotated segment that nobody has sealed. */
  @State(Scope.Thread)
  public static class Rotated {
    static final int FRAMES = 12 * JournalBenchmark.FRAMES;

    private final OpenJournal journal = new OpenJournal();
    Path plain = Path.of("");

    @Setup(Level.Invocation)
    public void write() throws IOException {
      journal.open();
      for (int i = 0; i < 12; i++) {
        journal.append();
      }
      plain = journal.rotate();
    }

    @TearDown(Level.Invocation)
    public void remove() throws IOException {
      journal.close();
    }
  }

  private static JournalOptions options(Path folder) {
    return JournalOptions.of(folder, "raw/" + MarketFrames.VENUE, "caravan bench")
        .withRotation(JournalOptions.DEFAULT_ROTATE_EVERY, 1L << 40);
  }
}
