package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.testing.MemoryTempDir;
import dev.caravan.testing.PowerCut;
import dev.caravan.testing.PowerCutFiles;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * After a power cut at any moment all that was synced is there, in order and once, and the next
 * start needs nobody.
 */
class PowerCutTest {
  private static final int FRAMES = 120;
  private static final double FAILING_FORCES = 0.15;

  private final Path folder = temporaryFolder();
  private int tries;

  private static Path temporaryFolder() {
    try {
      return MemoryTempDir.create("power-cut");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterProperty
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 12)
  void shouldKeepWhatWasSyncedWhereTheRestIsGone(@ForAll long seed) throws IOException {
    cut(new Random(seed), false, 0);
  }

  @Property(tries = 24)
  void shouldKeepWhatWasSyncedWhereAnyPartOfTheRestIsThere(@ForAll long seed) throws IOException {
    cut(new Random(seed), true, 0);
  }

  @Property(tries = 24)
  void shouldDoubleNothingBehindAFailedSync(@ForAll long seed) throws IOException {
    cut(new Random(seed), true, FAILING_FORCES);
  }

  @Tag("long")
  @Property(tries = 2_000)
  void shouldKeepWhatWasSyncedInMoreCuts(@ForAll long seed) throws IOException {
    cut(new Random(seed), true, seed % 2 == 0 ? 0 : FAILING_FORCES);
  }

  private void cut(Random random, boolean isAnyPart, double failingForces) throws IOException {
    Path before = folder.resolve("before-" + tries);
    Files.createDirectories(before);
    PowerCut power = PowerCut.over(before).offAfter(1 + random.nextInt(400));
    long durable = record(before, power, random, failingForces);
    Path after = left(power, before, "after", isAnyPart, random);

    // The power may go again while that is repaired.
    for (int again = 1; random.nextInt(3) == 0; again++) {
      PowerCut during = PowerCut.over(after).offAfter(random.nextInt(12));
      recover(after, new PowerCutFiles(during, random, 0));
      after = left(during, after, "again-" + again, isAnyPart, random);
    }
    try (JournalFixture fixture = new JournalFixture(after)) {
      fixture.append(List.of("[\"end\"]"));
      List<String> frames = fixture.closeAndRead();

      long kept = frames.size() - 1;
      assertTrue(kept >= durable, () -> "durable=" + durable + " kept=" + kept);
      for (int i = 0; i < kept; i++) {
        assertTrue(frames.get(i).startsWith("[" + (i + 1) + ","), "in order and once: " + frames);
      }
      assertEquals(
          List.of(),
          new Verifier(
                  venue -> {
                    throw new IllegalArgumentException(venue);
                  })
              .verify(after)
              .damage());
    }
    tries++;
  }

  private Path left(PowerCut power, Path root, String name, boolean isAnyPart, Random random)
      throws IOException {
    Path to = folder.resolve(name + "-of-" + tries);
    Files.createDirectories(to);
    if (isAnyPart) {
      power.leaveAnyPart(root, to, random);
    } else {
      power.leaveSynced(root, to);
    }
    return to;
  }

  /** Appends until the power is off; says how many frames were known to be durable then. */
  private static long record(Path data, PowerCut power, Random random, double failingForces)
      throws IOException {
    JournalOptions options =
        JournalOptions.of(data, "raw/binance-spot", "caravan test")
            .withRotation(Duration.ofHours(1), 2_500)
            .withCloseWithin(Duration.ofNanos(1));
    TestClock clock = new TestClock("2026-11-20T12:30:00Z");
    Journal journal;
    try {
      journal =
          Journal.open(
              options,
              JournalListener.NONE,
              new PowerCutFiles(power, new Random(random.nextLong()), failingForces),
              clock.wall(),
              clock.monotonic());
    } catch (PowerCut.Off e) {
      return 0;
    }
    long appended = 0;
    long durable = 0;
    while (appended < FRAMES && !power.isOff()) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        String filling = "x".repeat(random.nextInt(250));
        journal.append(Bursts.batch("[" + ++appended + ",\"" + filling + "\"]"));
      }
      if (random.nextBoolean()) {
        JournalFixture.until(
            () -> {
              clock.advance(Duration.ofMillis(1_100));
              journal.wake();
              return power.isOff() || journal.undurableRecords() == 0;
            });
      }
      durable = Math.max(durable, appended - journal.undurableRecords());
    }
    power.off();
    journal.close();
    return durable;
  }

  private static void recover(Path data, SegmentFiles files) {
    try {
      new Recovery(new JournalDirectory(data, "raw/binance-spot"), files).run();
    } catch (IOException off) {
      // Whoever comes next goes on.
    }
  }
}
