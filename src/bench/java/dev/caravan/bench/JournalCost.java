package dev.caravan.bench;

import dev.caravan.instrument.Mapping;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.record.FrameBatch;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what a message costs the journal's writer, and the steps of sealing, without sockets and
 * routes.
 *
 * <p>CPU time of the thread that works, so other work on the machine counts only by what it takes
 * from the caches. Batches are appended as fast as they are written; each round writes one segment
 * and seals it.
 */
public final class JournalCost {

  private static final int BATCH_FRAMES = 500;
  private static final int BATCHES = 100;
  private static final long MAX_WAITING_BYTES = 8L << 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path folder;
  private final int messages;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  private JournalCost(Path folder, int messages) {
    this.folder = folder;
    this.messages = messages;
  }

  /**
   * Measures and prints a table.
   *
   * @param arguments messages a segment, rounds; each may be left out
   */
  public static void main(String[] arguments) throws Exception {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
    Path folder = BenchFolder.make();
    try {
      new JournalCost(folder, messages)
          .run(rounds, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    } finally {
      BenchFolder.remove(folder);
    }
  }

  private void run(int rounds, PrintStream out) throws Exception {
    List<FrameBatch> batches = MarketFrames.batches(MarketFrames.CHANNELS, BATCHES, BATCH_FRAMES);
    long bytes = batches.stream().mapToLong(FrameBatch::byteCount).sum();
    for (int round = 0; round < rounds; round++) {
      if (round == rounds / 2) {
        figures.clear(); // what the compiler was still busy with
      }
      round(batches);
    }
    out.printf(
        Locale.ROOT,
        "%d messages a segment of %d bytes each, median of %d rounds (least–most)%n%n",
        messages,
        bytes / BATCHES / BATCH_FRAMES,
        rounds - rounds / 2);
    out.println("| step | µs CPU a message |");
    out.println("| --- | --- |");
    figures.forEach(
        (step, seen) -> {
          double[] sorted = seen.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          out.printf(
              Locale.ROOT,
              "| %s | %.3f (%.3f–%.3f) |%n",
              step,
              sorted[sorted.length / 2],
              sorted[0],
              sorted[sorted.length - 1]);
        });
  }

  private void round(List<FrameBatch> batches) throws Exception {
    JournalOptions options =
        JournalOptions.of(folder, "raw/binance-spot", "caravan bench")
            .withRotation(JournalOptions.DEFAULT_ROTATE_EVERY, 1L << 40);
    try (Journal journal = Journal.open(options, JournalListener.NONE)) {
      long writer = writerThread();
      long before = THREADS.getThreadCpuTime(writer);
      for (int sent = 0, i = 0; sent < messages; sent += BATCH_FRAMES, i++) {
        journal.append(batches.get(i % batches.size()));
        while (journal.status().inFlightBytes() > MAX_WAITING_BYTES) {
          Thread.sleep(1);
        }
      }
      while (journal.status().recordsWritten() < messages) {
        Thread.sleep(1);
      }
      note("writer: records", THREADS.getThreadCpuTime(writer) - before);
      before = THREADS.getThreadCpuTime(writer);
      Path plain = journal.rotate().join().orElseThrow();
      note("writer: rotation", THREADS.getThreadCpuTime(writer) - before);
      seal(plain, journal);
    }
  }

  private void seal(Path plain, Journal journal) throws IOException {
    Map<String, Mapping> mappings = new LinkedHashMap<>();
    SegmentSealer sealer =
        new SegmentSealer(
            venue -> mappings.computeIfAbsent(venue, Venues::mapping),
            SegmentSealer.DEFAULT_LEVEL,
            "caravan bench",
            journal::rotated);
    long start = THREADS.getCurrentThreadCpuTime();
    sealer.compress(plain);
    long compressed = THREADS.getCurrentThreadCpuTime();
    Manifest manifest = sealer.compare(plain);
    long compared = THREADS.getCurrentThreadCpuTime();
    sealer.publish(plain, manifest);
    long published = THREADS.getCurrentThreadCpuTime();
    sealer.removePlain(plain);
    long removed = THREADS.getCurrentThreadCpuTime();
    if (manifest.frames() != messages || manifest.offenderCount() != 0) {
      throw new IllegalStateException("not what was appended: " + manifest.frames());
    }
    note("sealer: compress", compressed - start);
    note("sealer: compare", compared - compressed);
    note("sealer: publish", published - compared);
    note("sealer: remove-plain", removed - published);
    note("sealer: all", removed - start);
  }

  private void note(String step, long nanos) {
    figures.computeIfAbsent(step, any -> new ArrayList<>()).add(nanos / 1e3 / messages);
  }

  private static long writerThread() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("journal-"))
        .mapToLong(thread -> thread.getThreadId())
        .max()
        .orElseThrow();
  }
}
