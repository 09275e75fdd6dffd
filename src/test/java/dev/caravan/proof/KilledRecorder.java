package dev.caravan.proof;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.ArchiveOptions;
import dev.caravan.archive.Consolidator;
import dev.caravan.archive.DayDraft;
import dev.caravan.archive.DayPlan;
import dev.caravan.archive.Pace;
import dev.caravan.archive.RetentionPolicy;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records, rotates, seals, consolidates, purges and removes as fast as it can until it is killed:
 * the child process of {@link KillTest}.
 *
 * <p>Its clock is the number of the frame: a day is over after {@value #FRAMES_A_DAY} of them. It
 * prints {@code WRITTEN n} once the n-th frame is written, what a kill must not take back, and
 * {@code AT phase} before a phase begins.
 */
final class KilledRecorder {

  static final String JOURNAL = "raw/nowhere";
  static final String WRITTEN = "WRITTEN ";
  static final String AT = "AT ";
  static final int FRAMES_A_DAY = 200;
  static final int KEPT_DAYS = 2;
  private static final long FRAME_NS = Duration.ofDays(1).toNanos() / FRAMES_A_DAY;
  private static final StreamId STREAM = StreamId.parse("number/one");
  private static final int BATCH = 20;
  private static final long ROTATE_BYTES = 16 << 10;

  /** What is going on, as {@link #main} says before it begins. */
  enum Phase {
    APPEND,
    SEAL,
    CONSOLIDATE,
    PUBLISH,
    PURGE,
    RETAIN
  }

  /** Is told what begins. */
  @FunctionalInterface
  interface Phases {
    void begin(Phase phase);
  }

  /** Something that goes on beside recording, and may be killed at any moment too. */
  @FunctionalInterface
  private interface Work {
    void once() throws Exception;
  }

  private KilledRecorder() {}

  /** {@code DATA FIRST}: records frames from this number on. */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    long next = Long.parseLong(arguments[1]);
    try (DataLock lock = DataLock.acquire(data, Instant.now());
        Journal journal = open(data)) {
      lock.publishHttp("");
      AtomicLong written = new AtomicLong(next - 1);
      ArchiveKeeper keeper = keeper(data, written);
      goOn(() -> seal(journal, KilledRecorder::say));
      goOn(() -> keep(keeper, KilledRecorder::say));
      long first = next;
      say(Phase.APPEND);
      while (true) {
        journal.append(batch(next));
        next += BATCH;
        while (journal.status().recordsWritten() < next - first) {
          TimeUnit.MICROSECONDS.sleep(50);
        }
        written.set(next - 1);
        System.out.println(WRITTEN + (next - 1));
      }
    }
  }

  /** When a frame was received. */
  static long timeNs(long number) {
    return number * FRAME_NS;
  }

  static long number(long timeNs) {
    return timeNs / FRAME_NS;
  }

  /** On which day that was, counted from 0. */
  static long day(long number) {
    return number / FRAMES_A_DAY;
  }

  static Journal open(Path data) throws IOException {
    return Journal.open(
        JournalOptions.of(data, JOURNAL, "caravan test")
            .withRotation(Duration.ofHours(1), ROTATE_BYTES)
            .withSync(Duration.ofMillis(20), JournalOptions.DEFAULT_MAX_UNSYNCED_BYTES),
        JournalListener.NONE);
  }

  static void seal(Journal journal, Phases phases) throws IOException {
    SegmentSealer sealer = new SegmentSealer(KillTest::nobodyKnows, 3, "caravan test");
    for (Path plain : journal.unsealed()) {
      phases.begin(Phase.SEAL);
      sealer.compress(plain);
      sealer.publish(plain, sealer.compare(plain));
      sealer.removePlain(plain);
    }
  }

  static ArchiveKeeper keeper(Path data, AtomicLong written) {
    ArchiveOptions options = new ArchiveOptions(1 << 20, 16, 3, "caravan test");
    return new ArchiveKeeper(
        data,
        new Consolidator(data, KillTest::nobodyKnows, options, Pace.FULL),
        new RetentionPolicy(KEPT_DAYS, 0),
        true,
        () -> timeNs(written.get()),
        Duration.ZERO);
  }

  /** What the routes do of an hour. */
  static void keep(ArchiveKeeper keeper, Phases phases) throws IOException {
    List<DayPlan> due = keeper.due();
    for (DayPlan plan : due) {
      phases.begin(Phase.CONSOLIDATE);
      DayDraft draft = keeper.write(plan);
      keeper.verify(draft);
      phases.begin(Phase.PUBLISH);
      keeper.publish(draft);
      phases.begin(Phase.PURGE);
      keeper.purge();
    }
    if (!due.isEmpty()) {
      phases.begin(Phase.RETAIN);
      keeper.retain();
    }
  }

  private static void say(Phase phase) {
    System.out.println(AT + phase);
  }

  private static void goOn(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  work.once();
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
      burst.addFrame(STREAM, "nowhere-1", timeNs(number), frame);
    }
    return new FrameBatch().add(burst.build());
  }
}
