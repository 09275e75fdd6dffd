package dev.caravan.proof;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Records, rotates and seals as fast as it can until it is killed: the child process of {@link
 * KillTest}.
 *
 * <p>Prints {@code WRITTEN n} once the n-th frame is written, what a kill must not take back.
 */
final class KilledRecorder {

  static final String JOURNAL = "raw/nowhere";
  static final String WRITTEN = "WRITTEN ";
  private static final StreamId STREAM = StreamId.parse("number/one");
  private static final int BATCH = 20;
  private static final long ROTATE_BYTES = 48 << 10;

  /** Something that goes on beside recording, and may be killed at any moment too. */
  @FunctionalInterface
  private interface Work {
    void once(Path data, Journal journal) throws Exception;
  }

  /** Consolidation and retention join here. */
  private static final List<Work> WORKS = List.of(KilledRecorder::seal);

  private KilledRecorder() {}

  /** {@code DATA FIRST}: records frames from this number on. */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    long next = Long.parseLong(arguments[1]);
    try (DataLock lock = DataLock.acquire(data, Instant.now());
        Journal journal = open(data)) {
      lock.publishHttp("");
      for (Work work : WORKS) {
        goOn(work, data, journal);
      }
      long first = next;
      while (true) {
        journal.append(batch(next));
        next += BATCH;
        while (journal.status().recordsWritten() < next - first) {
          TimeUnit.MICROSECONDS.sleep(50);
        }
        System.out.println(WRITTEN + (next - 1));
      }
    }
  }

  static Journal open(Path data) throws IOException {
    return Journal.open(
        JournalOptions.of(data, JOURNAL, "caravan test")
            .withRotation(Duration.ofHours(1), ROTATE_BYTES)
            .withSync(Duration.ofMillis(20), JournalOptions.DEFAULT_MAX_UNSYNCED_BYTES),
        JournalListener.NONE);
  }

  static void seal(Path data, Journal journal) throws IOException {
    SegmentSealer sealer = new SegmentSealer(KillTest::nobodyKnows, 3, "caravan test");
    for (Path plain : journal.unsealed()) {
      sealer.compress(plain);
      sealer.publish(plain, sealer.compare(plain));
      sealer.removePlain(plain);
    }
  }

  private static void goOn(Work work, Path data, Journal journal) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  work.once(data, journal);
                  TimeUnit.MILLISECONDS.sleep(1);
                }
              } catch (Exception e) {
                System.out.println("FAILED " + e);
                Runtime.getRuntime().halt(3);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static FrameBatch batch(long first) {
    Burst.Builder burst = new Burst.Builder("nowhere", FlowControl.NONE, 4096);
    for (long number = first; number < first + BATCH; number++) {
      byte[] frame =
          ("[" + number + ",\"" + "x".repeat((int) (number % 150)) + "\"]")
              .getBytes(StandardCharsets.US_ASCII);
      burst.addFrame(STREAM, "nowhere-1", number, frame);
    }
    return new FrameBatch().add(burst.build());
  }
}
