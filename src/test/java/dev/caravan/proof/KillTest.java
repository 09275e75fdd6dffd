package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder that is killed at random moments, while it appends, rotates and seals, loses nothing
 * that was written, and the next start makes everything whole.
 */
class KillTest {

  private static final int KILLS_PER_FOLDER = 10;
  private static final int LONGEST_LIFE_MS = 120;

  @TempDir Path temp;

  @Test
  void shouldRecoverFromTwentyKills() throws Exception {
    kill(20, new Random(20_261_120));
  }

  @Tag("long")
  @Test
  void shouldRecoverFromTwoHundredKills() throws Exception {
    kill(200, new Random(4_711));
  }

  private void kill(int kills, Random random) throws Exception {
    long kept = 0;
    Path data = temp;
    for (int i = 0; i < kills; i++) {
      if (i % KILLS_PER_FOLDER == 0) {
        data = temp.resolve("data-" + i);
        kept = 0;
      }
      long written = runAndKill(data, kept + 1, random.nextInt(LONGEST_LIFE_MS));
      assertEquals(List.of(), verify(data).damage(), "as the kill left it");

      boolean isLast = i % KILLS_PER_FOLDER == KILLS_PER_FOLDER - 1 || i == kills - 1;
      if (isLast) {
        startAndSeal(data);
        Verification found = verify(data);
        assertEquals(List.of(), found.damage());
        assertEquals(
            Set.of(SegmentFile.State.SEALED),
            directory(data).segments().stream()
                .map(SegmentFile::state)
                .collect(Collectors.toSet()));
      }
      long now = readAll(data);
      assertTrue(now >= written, "written=" + written + " kept=" + now);
      kept = now;
    }
  }

  /** Starts a recorder that goes on behind what is there; returns what it said to have written. */
  private long runAndKill(Path data, long first, int lifeMs) throws Exception {
    Path errors = temp.resolve("errors.txt");
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
      boolean isDoomed = false;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        assertTrue(!line.startsWith("FAILED"), line);
        if (line.startsWith(KilledRecorder.WRITTEN)) {
          written = Long.parseLong(line.substring(KilledRecorder.WRITTEN.length()));
          if (!isDoomed) {
            isDoomed = true;
            // Not by the process, which would close what it still has to say.
            CompletableFuture.delayedExecutor(lifeMs, TimeUnit.MILLISECONDS)
                .execute(process.toHandle()::destroyForcibly);
          }
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertTrue(written >= first, () -> "it never wrote: " + read(errors));
    return written;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void startAndSeal(Path data) throws IOException {
    Journal journal = KilledRecorder.open(data);
    journal.close();
    KilledRecorder.seal(data, journal);
  }

  /** Reads every frame in order and fails where one is missing or doubled; returns the last one. */
  private static long readAll(Path data) throws IOException {
    long last = 0;
    for (SegmentFile segment : directory(data).segments()) {
      try (SegmentReader reader =
          SegmentReader.open(segment.content().orElseThrow(), segment.tail())) {
        while (reader.next()) {
          if (reader.record() instanceof ParsedRecord.Frame frame) {
            assertEquals(++last, frame.receiveTimeNs(), segment::toString);
          }
        }
      } catch (InvalidRecordException e) {
        throw new AssertionError(segment.toString(), e);
      }
    }
    return last;
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
