package dev.caravan.verify;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What segments turn out to be does not depend on how many are read at the same time. */
class ParallelVerifyTest {

  private static final int SEGMENTS = 60;
  private static final int RECORDS = 120;

  @TempDir Path data;

  @Test
  void shouldJudgeADayOfManySegmentsTheSameOnAnyNumberOfThreads() throws IOException {
    Random random = new Random(20261120);
    List<Path> files = new ArrayList<>();
    for (String venue : List.of("raw/test-venue", "raw/unknown-venue")) {
      TestJournal journal = new TestJournal(data, venue);
      long[] next = {1, 1, 1};
      for (int i = 0; i < SEGMENTS; i++) {
        journal.begin();
        fill(journal, random, next);
        files.add(i < SEGMENTS - 3 ? journal.seal() : journal.write());
      }
    }
    Files.delete(files.get(20));
    byte[] damaged = Files.readAllBytes(files.get(30));
    damaged[damaged.length / 2] ^= 4;
    Files.write(files.get(30), damaged);

    Verification alone = verify(1);

    assertTrue(alone.gaps().size() > 100, () -> "gaps: " + alone.gaps().size());
    assertFalse(alone.damage().isEmpty());
    for (int threads : new int[] {2, 3, 16}) {
      assertEquals(alone, verify(threads), threads + " threads");
    }
  }

  private Verification verify(int threads) throws IOException {
    return new Verifier(TestMapping::of, unused -> Optional.empty(), threads).verify(data);
  }

  private static void fill(TestJournal journal, Random random, long[] next) {
    StreamId other = new StreamId("trade", "ETHUSDT");
    for (int i = 0; i < RECORDS; i++) {
      int dice = random.nextInt(100);
      journal.later(random.nextInt(5_000));
      if (dice < 4) {
        // Missing ids, sometimes with a gap record, before or behind the next frame.
        long first = next[0];
        next[0] += 1 + random.nextInt(3);
        if (random.nextBoolean()) {
          journal.gap(TRADE, first, next[0] - 1, "venue");
        }
      } else if (dice < 8) {
        long late = Math.max(1, next[0] - 1 - random.nextInt(10));
        journal.frame(TRADE, TestJournal.frameOf(TRADE, late, late));
      } else if (dice < 10) {
        journal.connection("test-venue-" + random.nextInt(3));
      } else if (dice < 11) {
        journal.started();
      } else if (dice < 12) {
        journal.raw("no record\n");
      } else if (dice < 60) {
        journal.trades(next[0]++);
      } else if (dice < 75) {
        journal.frame(other, TestJournal.frameOf(other, next[1], next[1] + 2));
        next[1] += 3;
      } else if (dice < 90) {
        next[2] += random.nextInt(4);
        journal.frame(DEPTH, TestJournal.frameOf(DEPTH, next[2], next[2]));
      } else {
        journal.tickers(1);
      }
    }
  }

  @Test
  void shouldFailWhereAFileMayNotBeRead() throws IOException {
    TestJournal journal = new TestJournal(data);
    Path sealed = journal.begin().trades(1).seal();
    journal.begin().trades(2).seal();
    Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(sealed)) {
      return;
    }

    assertThrows(IOException.class, () -> verify(4));
  }

  @Test
  void shouldReportProgressInBytesOfWhatIsReadAtAll() throws IOException {
    TestJournal journal = new TestJournal(data);
    long bytes = 0;
    for (int i = 1; i <= 5; i++) {
      journal.begin().tickers(i * i);
      bytes += Files.size(journal.seal());
    }
    long total = bytes;
    List<Long> said = new ArrayList<>();

    new Verifier(TestMapping::of, unused -> Optional.empty(), 3)
        .verify(
            data,
            Optional.<Ledger>empty(),
            (done, of) -> {
              synchronized (said) {
                said.add(done);
                assertEquals(total, of);
              }
            });

    assertEquals(5, said.stream().distinct().count());
    assertEquals(total, Collections.max(said));
  }
}
