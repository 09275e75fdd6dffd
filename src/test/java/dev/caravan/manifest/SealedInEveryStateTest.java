package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.journal.DataLock;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentName;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.testing.MemoryTempDir;
import dev.caravan.testing.PowerCut;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a kill or a power cut leaves, the next start makes whole, without hands. */
class SealedInEveryStateTest {

  /** The segment whose state a stop left behind: trades 4 to 6. */
  private static final int TOUCHED = 2;

  @TempDir(factory = MemoryTempDir.class)
  Path temp;

  /** What a stop may leave of one segment. */
  private enum Left {
    PLAIN {
      @Override
      void make(Touched at) {}
    },
    TORN {
      @Override
      void make(Touched at) throws IOException {
        append(at.plain, "{\"receiveTimeNs\":17951652001234");
      }
    },
    HOLE_BEHIND {
      @Override
      void make(Touched at) throws IOException {
        append(at.plain, "\0".repeat(5_000));
      }
    },
    PART_TORN {
      @Override
      void make(Touched at) throws IOException {
        Files.write(part(at.compressed), Arrays.copyOf(at.zst, at.zst.length / 2));
      }
    },
    PART_WHOLE {
      @Override
      void make(Touched at) throws IOException {
        Files.write(part(at.compressed), at.zst);
      }
    },
    RENAMED_WITHOUT_MANIFEST {
      @Override
      void make(Touched at) throws IOException {
        Files.write(at.compressed, at.zst);
      }
    },
    RENAMED_WITH_TORN_MANIFEST_PART {
      @Override
      void make(Touched at) throws IOException {
        Files.write(at.compressed, at.zst);
        Files.write(part(at.manifest), Arrays.copyOf(at.json, at.json.length / 2));
      }
    },
    FOLDER_NOT_SYNCED {
      @Override
      void make(Touched at) throws IOException {
        Files.write(part(at.compressed), at.zst);
        Files.write(at.manifest, at.json);
      }
    },
    MANIFEST_WITHOUT_REMOVAL {
      @Override
      void make(Touched at) throws IOException {
        Files.write(at.compressed, at.zst);
        Files.write(at.manifest, at.json);
      }
    },
    SEALED_WITH_STRAY_PARTS {
      @Override
      void make(Touched at) throws IOException {
        MANIFEST_WITHOUT_REMOVAL.make(at);
        Files.delete(at.plain);
        Files.write(part(at.compressed), at.zst);
        Files.write(part(at.manifest), at.json);
      }
    },
    LOCK_LEFT_OVER {
      @Override
      void make(Touched at) throws IOException {
        Files.writeString(
            at.data.resolve("caravan.lock"),
            "{\"pid\":999999,\"startedAt\":\"2026-11-20T13:00:00Z\"}");
      }
    },
    QUARANTINE_HALF_DONE {
      @Override
      void make(Touched at) throws IOException {
        Path quarantine = Files.createDirectories(at.data.resolve("quarantine"));
        String name =
            "raw-test-venue-%s.from-%d.jsonl.part"
                .formatted(TestJournal.segment(TOUCHED), Files.size(at.plain));
        Files.writeString(quarantine.resolve(name), "{\"rec");
        TORN.make(at);
      }
    };

    abstract void make(Touched at) throws IOException;

    private static void append(Path file, String text) throws IOException {
      Files.write(
          file, text.getBytes(StandardCharsets.UTF_8), java.nio.file.StandardOpenOption.APPEND);
    }
  }

  /** The files of the touched segment, plain on disk, and what sealing makes of it. */
  private record Touched(
      Path data, Path plain, Path compressed, Path manifest, byte[] zst, byte[] json) {}

  @ParameterizedTest
  @EnumSource(Left.class)
  void shouldBecomeWholeWhereItWasTheLastOne(Left left) throws IOException {
    Path data = temp.resolve("data");
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1, 2, 3).seal();
    Path plain = journal.begin().trades(4, 5, 6).write();

    left.make(files(data, journal, plain));

    startAndSeal(data, 7);
    assertWhole(data, 8);
  }

  @ParameterizedTest
  @EnumSource(
      value = Left.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TORN", "HOLE_BEHIND", "QUARANTINE_HALF_DONE"})
  void shouldBecomeWholeWhereAnotherIsOpenBehindIt(Left left) throws IOException {
    Path data = temp.resolve("data");
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1, 2, 3).seal();
    Path plain = journal.begin().trades(4, 5, 6).write();
    Touched files = files(data, journal, plain);
    journal.begin().trades(7, 8).write();

    left.make(files);

    startAndSeal(data, 9);
    assertWhole(data, 10);
  }

  @Test
  void shouldTakeTheNumberAgainOfASegmentWithoutHeader() throws IOException {
    Path data = temp.resolve("data");
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1, 2, 3).seal();
    journal.begin().trades(4, 5, 6).write();
    Files.write(journal.folder().plain(TestJournal.segment(3)), new byte[0]);

    startAndSeal(data, 7);
    assertWhole(data, 8);
  }

  /** The power goes before each step of sealing, and again before each step of its repetition. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shouldBecomeWholeAfterAPowerCutAtAnyStepOfSealing(long seed) throws IOException {
    boolean isDone = false;
    for (int steps = 0; !isDone; steps++) {
      Random random = new Random(seed * 1_000 + steps);
      Path data = temp.resolve("data-" + steps);
      TestJournal journal = new TestJournal(data);
      journal.begin().trades(1, 2, 3).seal();
      journal.begin().trades(4, 5, 6).write();
      isDone = !sealUntilOff(data, steps);
      Path left = temp.resolve("left-" + steps);
      power.leaveAnyPart(data, left, random);

      recover(left, false);
      sealUntilOff(left, random.nextInt(8));
      Path again = temp.resolve("again-" + steps);
      power.leaveAnyPart(left, again, random);

      startAndSeal(again, 7);
      assertWhole(again, 8);
    }
  }

  private PowerCut power = new PowerCut();

  /** Seals all that is not; true where the power went meanwhile. */
  private boolean sealUntilOff(Path data, int steps) throws IOException {
    power = PowerCut.over(data).offAfter(steps);
    SegmentSealer sealer =
        new SegmentSealer(
            TestMapping::of,
            3,
            "caravan test",
            any -> Optional.empty(),
            new PowerCutSealFiles(power));
    try {
      for (SegmentFile segment : folder(data).segments()) {
        if (segment.plain().isPresent()) {
          TestJournal.seal(sealer, segment.plain().get());
        }
      }
      return false;
    } catch (PowerCut.Off e) {
      return true;
    }
  }

  private static Touched files(Path data, TestJournal journal, Path plain) throws IOException {
    byte[] content = Files.readAllBytes(plain);
    TestJournal.sealNow(plain);
    SegmentName name = TestJournal.segment(TOUCHED);
    Path compressed = journal.folder().compressed(name);
    Path manifest = journal.folder().manifest(name);
    Touched files =
        new Touched(
            data,
            plain,
            compressed,
            manifest,
            Files.readAllBytes(compressed),
            Files.readAllBytes(manifest));
    Files.write(plain, content);
    Files.delete(compressed);
    Files.delete(manifest);
    return files;
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + SegmentName.PART_SUFFIX);
  }

  /** What a start does, and the records of the new run: a trade and one more. */
  private static void startAndSeal(Path data, long nextTrade) throws IOException {
    try (DataLock lock = DataLock.acquire(data, Instant.EPOCH)) {
      lock.publishHttp("");
      Journal journal = recover(data, true);
      append(journal, nextTrade);
      append(journal, nextTrade + 1);
      journal.close();
      for (Path plain : journal.unsealed()) {
        TestJournal.sealNow(plain);
      }
      assertEquals(List.of(), journal.unsealed());
    }
  }

  private static Journal recover(Path data, boolean goesOn) throws IOException {
    Journal journal =
        Journal.open(
            JournalOptions.of(data, TestJournal.JOURNAL, "caravan test"), JournalListener.NONE);
    if (!goesOn) {
      journal.close();
    }
    return journal;
  }

  private static void append(Journal journal, long id) {
    Burst.Builder burst = new Burst.Builder("test-venue", FlowControl.NONE, 64);
    burst.addFrame(
        TestJournal.TRADE,
        "test-venue-2",
        TestJournal.START_NS * 2,
        TestJournal.frameOf(TestJournal.TRADE, id, id).getBytes(StandardCharsets.UTF_8));
    journal.append(new FrameBatch().add(burst.build()));
  }

  /** Everything is sealed, nothing is missing, doubled or damaged, and nothing lies about. */
  private static void assertWhole(Path data, long trades) throws IOException {
    Verification found = new Verifier(TestMapping::of).verify(data);
    assertEquals(List.of(), found.damage());
    assertEquals(Verification.Result.COMPLETE, found.result(), found::toString);
    assertEquals(trades, found.frames());
    assertEquals(0, found.streams().get(0).repeated() + found.streams().get(0).reordered());
    Set<SegmentFile.State> states =
        folder(data).segments().stream().map(SegmentFile::state).collect(Collectors.toSet());
    assertEquals(Set.of(SegmentFile.State.SEALED), states);
    Set<String> kinds = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder(data).path())) {
      files.forEach(file -> kinds.add(file.getFileName().toString().replaceFirst(".*Z\\.", "")));
    }
    assertEquals(Set.of("jsonl.zst", "manifest.json"), kinds);
    Path quarantine = folder(data).quarantine();
    assertFalse(
        Files.exists(quarantine) && !hasOnlyWholeFiles(quarantine), "a part is left behind");
    assertTrue(trades > 0);
  }

  private static boolean hasOnlyWholeFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.noneMatch(file -> file.toString().endsWith(SegmentName.PART_SUFFIX));
    }
  }

  private static JournalDirectory folder(Path data) {
    return new JournalDirectory(data, TestJournal.JOURNAL);
  }
}
