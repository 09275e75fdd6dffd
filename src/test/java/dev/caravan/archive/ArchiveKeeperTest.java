package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.OPTIONS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveKeeperTest {

  private static final long HOUR_NS = 3_600_000_000_000L;

  @TempDir Path data;

  private Instant now = Instant.parse("2026-11-21T00:00:00Z");

  @Test
  void shouldTakeADayUpSomeMinutesAfterItsEndAndEveryMissedOne() throws IOException {
    new TestJournal(data).begin().trades(1).later(20 * HOUR_NS).trades(2).seal();
    ArchiveKeeper keeper = keeper(false);

    now = Instant.parse("2026-11-21T00:24:59Z");
    assertEquals(List.of(), keeper.due());
    assertEquals(1, keeper.status().venues().get(0).backlogDays());
    now = Instant.parse("2026-11-21T00:25:00Z");
    assertEquals(1, keeper.due().size());
    now = Instant.parse("2026-12-24T00:00:00Z");
    assertEquals(List.of(DAY, DAY.plusDays(1)), keeper.due().stream().map(DayPlan::date).toList());
  }

  @Test
  void shouldSayHowFarItIsAndRemoveSegmentsWhereThatIsWanted() throws IOException {
    Path segment = new TestJournal(data).begin().trades(1).seal();
    now = Instant.parse("2026-11-22T00:00:00Z");
    ArchiveKeeper keeper = keeper(true);

    DayDraft draft = keeper.write(keeper.due().get(0));
    keeper.verify(draft);
    keeper.publish(draft);

    assertEquals(
        List.of(new ArchiveStatus.Venue("test-venue", Optional.of(DAY), 0)),
        keeper.status().venues());
    assertEquals("", keeper.status().problem());
    assertEquals(1, keeper.purge().segments());
    assertFalse(Files.exists(segment));
    assertEquals(List.of(), keeper.due());
    assertEquals(0, keeper.retain().days());
  }

  @Test
  void shouldSayWhyADayFailsAndTryItAgainAfterAnHour() throws IOException {
    Path segment = new TestJournal(data).begin().trades(1).seal();
    byte[] good = Files.readAllBytes(segment);
    Files.write(segment, new byte[10]);
    now = Instant.parse("2026-11-22T00:00:00Z");
    ArchiveKeeper keeper = keeper(false);
    DayPlan plan = keeper.due().get(0);

    assertThrows(IOException.class, () -> keeper.write(plan));

    assertTrue(keeper.status().problem().contains("2026-11-20"), keeper.status().problem());
    assertEquals("", keeper.status().working());
    assertEquals(List.of(), keeper.due(), "not at once");
    Files.write(segment, good);
    now = now.plus(Duration.ofHours(1));
    DayDraft draft = keeper.write(keeper.due().get(0));
    keeper.verify(draft);
    keeper.publish(draft);
    assertEquals("", keeper.status().problem());
  }

  @Test
  void shouldNotTakeAStopForAFailure() throws IOException {
    TestJournal journal = new TestJournal(data).begin();
    for (int i = 0; i < 30_000; i++) {
      journal.trades(i);
    }
    journal.seal();
    now = Instant.parse("2026-11-22T00:00:00Z");
    YieldingPace pace = new YieldingPace(() -> 0, System::nanoTime, nanos -> {});
    ArchiveKeeper keeper = keeper(false, pace);
    pace.stop();

    assertThrows(StoppedException.class, () -> keeper.write(keeper.due().get(0)));

    assertEquals("", keeper.status().problem());
  }

  @Test
  void shouldGiveWayWhileRecordsWaitForTheDisk() throws IOException {
    AtomicLong waiting = new AtomicLong(8 << 20);
    AtomicLong clock = new AtomicLong();
    AtomicLong slept = new AtomicLong();
    YieldingPace pace =
        new YieldingPace(
            waiting::get,
            clock::get,
            nanos -> {
              slept.addAndGet(nanos);
              waiting.addAndGet(-(1 << 20));
            });

    clock.addAndGet(40_000_000);
    pace.rest();
    assertEquals(0, waiting.get() >> 20, 1.0);
    assertTrue(slept.get() >= 6 * 50_000_000L, "slept: " + slept);

    slept.set(0);
    clock.addAndGet(40_000_000);
    pace.rest();
    assertEquals(40_000_000, slept.get(), "as long as it worked");
  }

  private ArchiveKeeper keeper(boolean purgesSources) {
    return keeper(purgesSources, Pace.FULL);
  }

  private ArchiveKeeper keeper(boolean purgesSources, Pace pace) {
    return new ArchiveKeeper(
        data,
        new Consolidator(data, TestMapping::of, OPTIONS, pace),
        RetentionPolicy.FOREVER,
        purgesSources,
        () -> now.getEpochSecond() * 1_000_000_000L,
        Duration.ofMinutes(25));
  }
}
