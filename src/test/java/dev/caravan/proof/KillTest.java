package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentName;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.proof.KilledRecorder.Phase;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder that is killed at random moments, while it appends, rotates, seals, consolidates,
 * purges and removes old days, loses nothing that was written, and the next start makes everything
 * whole.
 */
class KillTest {

  private static final int KILLS_PER_FOLDER = 10;
  private static final int LATEST_KILL_MS = 80;
  private static final Phase[] PHASES = Phase.values();
  private static final String VENUE = VenueMappings.venueOf(KilledRecorder.JOURNAL);

  @TempDir Path temp;

  /** What the kills came upon. */
  private final AtomicInteger unfinishedDays = new AtomicInteger();

  private final AtomicInteger markedSegments = new AtomicInteger();
  private final AtomicInteger markedDays = new AtomicInteger();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong removedDays = new AtomicLong();

  @Test
  void shouldRecoverFromTwentyKills() throws Exception {
    kill(20, 20_261_120);
  }

  @Tag("long")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  @Test
  void shouldRecoverFromTwoHundredKills() throws Exception {
    kill(200, 4_711);

    assertTrue(
        unfinishedDays.get() > 0 && markedSegments.get() > 0, "the kills never came in between");
  }

  /** Two folders at a time: a recorder that starts needs little more than one core. */
  private void kill(int kills, long seed) throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> folders = new ArrayList<>();
      for (int first = 0; first < kills; first += KILLS_PER_FOLDER) {
        Random random = new Random(seed + first);
        Path data = temp.resolve("data-" + first);
        int from = first;
        folders.add(
            lanes.submit(
                () -> {
                  killInFolder(data, from, random);
                  return null;
                }));
      }
      for (Future<?> folder : folders) {
        folder.get();
      }
    } finally {
      lanes.shutdownNow();
    }
    assertTrue(removedDays.get() > 0, "no day was ever consolidated and removed");
    System.out.printf(
        "kills=%d frames=%s days removed=%s; killed with a day unfinished=%s, between mark and"
            + " removal of a segment=%s, of a day=%s%n",
        kills, frames, removedDays, unfinishedDays, markedSegments, markedDays);
  }

  private void killInFolder(Path data, int from, Random random) throws Exception {
    long kept = 0;
    for (int i = from; i < from + KILLS_PER_FOLDER; i++) {
      Phase phase = PHASES[i % PHASES.length];
      int killAfterMs = random.nextInt(1 + random.nextInt(LATEST_KILL_MS));
      // Too short a time to be met by chance.
      boolean isAtMark = phase == Phase.PURGE && i / PHASES.length % 2 == 1;
      Consumer<ProcessHandle> killer =
          isAtMark
              ? process -> killAtMark(process, directory(data).path())
              : process -> killAfter(process, killAfterMs);
      long written = runAndKill(data, kept + 1, phase, killer);
      look(data);
      assertEquals(List.of(), verify(data).damage(), "as the kill left it");
      kept = readAll(data);
      assertTrue(kept >= written, "written=" + written + " kept=" + kept);
    }
    startAndFinish(data, kept);
    assertEquals(kept, readAll(data));
    assertEquals(List.of(), verify(data).damage());
    assertEquals(
        Set.of(SegmentFile.State.SEALED),
        directory(data).segments().stream().map(SegmentFile::state).collect(Collectors.toSet()));
    assertEquals(KilledRecorder.day(kept), days(data).size(), "all that are over");
    removedDays.addAndGet(days(data).stream().filter(day -> !day.isReadable()).count());
    frames.addAndGet(kept);
  }

  /** Starts a recorder that goes on behind what is there; returns what it said to have written. */
  private long runAndKill(Path data, long first, Phase phase, Consumer<ProcessHandle> killer)
      throws Exception {
    Path errors = temp.resolve(data.getFileName() + "-errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledRecorder.class.getName(),
                data.toString(),
                Long.toString(first))
            .redirectError(errors.toFile())
            .start();
    long written = first - 1;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      boolean isThere = false;
      boolean isDoomed = false;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        assertTrue(!line.startsWith("FAILED"), line);
        if (line.startsWith(KilledRecorder.WRITTEN)) {
          written = Long.parseLong(line.substring(KilledRecorder.WRITTEN.length()));
        }
        isThere |= line.equals(KilledRecorder.AT + phase);
        if (isThere && !isDoomed && written >= first) {
          isDoomed = true;
          // Not by the process, which would close what it still has to say.
          killer.accept(process.toHandle());
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertTrue(written >= first, () -> "it never wrote: " + read(errors));
    return written;
  }

  private static void killAfter(ProcessHandle process, int killAfterMs) {
    CompletableFuture.delayedExecutor(killAfterMs, TimeUnit.MILLISECONDS)
        .execute(process::destroyForcibly);
  }

  private static void killAtMark(ProcessHandle process, Path journal) {
    Thread killer =
        new Thread(
            () -> {
              try {
                watchAndKill(process, journal);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              } finally {
                process.destroyForcibly();
              }
            });
    killer.setDaemon(true);
    killer.start();
  }

  /**
   * Kills between mark and removal of a segment: it is marked as purged when its manifest comes
   * that is there since it was sealed.
   */
  private static void watchAndKill(ProcessHandle process, Path journal)
      throws IOException, InterruptedException {
    try (WatchService watch = journal.getFileSystem().newWatchService()) {
      journal.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Set<String> there;
      try (Stream<Path> files = Files.list(journal)) {
        there = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
      }
      while (process.isAlive()) {
        WatchKey key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          for (WatchEvent<?> event : key.pollEvents()) {
            String name = String.valueOf(event.context());
            if (name.endsWith(SegmentName.MANIFEST_SUFFIX) && !there.add(name)) {
              process.destroyForcibly();
            }
          }
          key.reset();
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The next start, which is left to finish what it finds. */
  private static void startAndFinish(Path data, long written) throws IOException {
    Journal journal = KilledRecorder.open(data);
    journal.close();
    KilledRecorder.seal(journal, unused -> {});
    ArchiveKeeper keeper = KilledRecorder.keeper(data, new AtomicLong(written));
    KilledRecorder.keep(keeper, unused -> {});
    assertEquals("", keeper.status().problem());
  }

  /** Counts what the kill came upon, so that the figures show what was hit. */
  private void look(Path data) throws IOException {
    ArchiveLayout layout = new ArchiveLayout(data);
    if (Files.isDirectory(layout.root())) {
      try (Stream<Path> files = Files.walk(layout.root())) {
        if (files.anyMatch(file -> file.toString().endsWith(SegmentName.PART_SUFFIX))) {
          unfinishedDays.incrementAndGet();
        }
      }
    }
    for (SegmentFile segment : directory(data).segments()) {
      if (segment.manifest().isPresent()
          && segment.compressed().isPresent()
          && ManifestFormat.read(segment.manifest().get()).purged() != null) {
        markedSegments.incrementAndGet();
      }
    }
    for (DayManifest day : days(data)) {
      for (DayManifest.File file : day.streams()) {
        ArchivedStream of = new ArchivedStream(VENUE, file.id(), LocalDate.parse(day.date()));
        if (!day.isReadable() && Files.exists(layout.records(of))) {
          markedDays.incrementAndGet();
        }
      }
    }
  }

  /**
   * Reads every frame in order, from journal or archive, and fails where one is missing or doubled;
   * returns the last one. Missing may only be what lies in days that were removed for their age,
   * and these had every frame.
   */
  private static long readAll(Path data) throws IOException {
    long removed = 0;
    for (DayManifest day : days(data)) {
      boolean isFirst = day.date().equals(LocalDate.EPOCH.toString());
      assertEquals(KilledRecorder.FRAMES_A_DAY - (isFirst ? 1 : 0), day.records(), day.date());
      removed += day.isReadable() ? 0 : 1;
    }
    long first = 0;
    long last = 0;
    List<Unreadable> problems = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, RecordFilter.ALL, problems::add)) {
      while (source.next()) {
        long timeNs = source.record().receiveTimeNs();
        if (first == 0) {
          first = KilledRecorder.number(timeNs);
          last = first - 1;
        }
        last++;
        assertEquals(KilledRecorder.timeNs(last), timeNs, () -> source.file().toString());
      }
    }
    assertEquals(List.of(), problems);
    assertTrue(
        first <= Math.max(1, removed * KilledRecorder.FRAMES_A_DAY),
        "first=" + first + " days removed=" + removed);
    assertTrue(removed <= Math.max(0, KilledRecorder.day(last) - KilledRecorder.KEPT_DAYS));
    return last;
  }

  /** Every day that is in the archive or was, without holes among them. */
  private static List<DayManifest> days(Path data) throws IOException {
    ArchiveLayout layout = new ArchiveLayout(data);
    List<DayManifest> days = new ArrayList<>();
    for (LocalDate date : layout.days(VENUE)) {
      assertEquals(days.size(), date.toEpochDay(), "days are consolidated in order");
      days.add(DayManifest.read(layout.dayManifest(VENUE, date)));
    }
    return days;
  }

  private static Verification verify(Path data) throws IOException {
    return new Verifier(KillTest::nobodyKnows).verify(data);
  }

  static Mapping nobodyKnows(String venue) {
    throw new IllegalArgumentException("unknown venue: " + venue);
  }

  private static JournalDirectory directory(Path data) {
    return new JournalDirectory(data, KilledRecorder.JOURNAL);
  }
}
