package dev.caravan.merge;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TICKER;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.DataLockedException;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.record.RecordEvent;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path temp;

  @Test
  void shouldTakeOnceWhatBothHaveAndFillTheGapsOfEachFromTheOther() throws IOException {
    source("a").trades(1, 2, 3).gap(TRADE, 4, 5, "disconnect").trades(6, 7, 8, 9).seal();
    source("b").trades(1, 2, 3, 4, 5, 6).gap(TRADE, 7, 8, "venue").trades(9).write();

    MergeReport.Venue merged = merge().venues().get(0);

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), Merged.ids(into(), TRADE));
    Verification verification = verify();
    assertEquals(Verification.Result.COMPLETE, verification.result());
    assertEquals(0, verification.streams().get(0).reordered());
    MergeReport.Source a = merged.sources().get(0);
    assertEquals(7, a.taken() + a.copies());
    assertEquals(1, a.filledGaps());
    assertEquals(2, a.filledIds());
    assertEquals(1, a.gapRecordsDropped());
    assertEquals(2, merged.sources().get(1).filledIds());
  }

  @Test
  void shouldKeepWhatBothMissedAsOneGapOfExactlyThat() throws IOException {
    source("a").trades(1).gap(TRADE, 2, 5, "disconnect").trades(6).seal();
    source("b").trades(1, 2).gap(TRADE, 3, 4, "disconnect").trades(5, 6).seal();

    merge();

    assertEquals(
        List.of(new StreamGap("test-venue", "trade", "BTCUSDT", 3, 4, 2, "disconnect")),
        verify().gaps());
    assertEquals(1, Merged.events(into(), RecordEvent.Gap.class).size());
  }

  @Test
  void shouldKeepWhatOneRecordingHoldsTwice() throws IOException {
    source("a").trades(1, 2, 2, 3, 2).seal();
    source("b").trades(1, 2, 3).seal();

    merge();

    assertEquals(List.of(1L, 2L, 2L, 3L, 2L), Merged.ids(into(), TRADE));
  }

  @Test
  void shouldAlignClocksThatDifferAndSayByHowMuch() throws IOException {
    long aheadNs = 45 * 60 * SECOND;
    TestJournal a = source("a");
    TestJournal b = source("b").later(aheadNs);
    for (long id = 1; id <= 600; id++) {
      if (id < 200 || id > 300) {
        a.trades(id);
      } else {
        a.later(1_000);
      }
      b.trades(id);
      a.later(SECOND);
      b.later(SECOND);
    }
    a.seal();
    b.seal();

    MergeReport.Venue merged = merge().venues().get(0);

    List<Long> ids = Merged.ids(into(), TRADE);
    assertEquals(600, ids.size());
    assertEquals(ids.stream().sorted().toList(), ids);
    assertEquals(aheadNs, merged.clockOffsetNs());
  }

  @Test
  void shouldKnowCopiesWithoutIdsByTheirBytes() throws IOException {
    TestJournal a = source("a");
    TestJournal b = source("b");
    for (int i = 0; i < 40; i++) {
      String frame = "{\"of\":\"ticker/BTCUSDT\",\"n\":" + i + "}";
      if (i != 7) {
        a.frame(TICKER, frame);
      }
      if (i > 3) {
        b.frame(TICKER, frame);
      }
      a.later(SECOND);
      b.later(SECOND);
    }
    a.seal();
    b.seal();

    merge();

    assertEquals(40, Merged.frames(into(), TICKER).size());
    assertEquals(40, Merged.frames(into(), TICKER).stream().distinct().count());
  }

  /** Nothing tells the copies apart, so one leads, and the other one takes over where it ends. */
  @Test
  void shouldFollowOneLeaderWhereTheBytesDiffer() throws IOException {
    TestJournal a = source("a");
    TestJournal b = source("b");
    for (int i = 0; i < 60; i++) {
      if (i < 20 || i >= 50) {
        a.frame(TICKER, "{\"of\":\"ticker/BTCUSDT\",\"a\":" + i + "}");
      } else {
        a.later(1_000);
      }
      b.later(200).frame(TICKER, "{\"of\":\"ticker/BTCUSDT\",\"b\":" + i + "}");
      a.later(SECOND);
      b.later(SECOND - 200);
    }
    a.seal();
    b.seal();

    merge();

    List<String> frames = Merged.frames(into(), TICKER);
    assertEquals(20, frames.stream().filter(frame -> frame.contains("\"a\":")).count());
    // B from the moment of A's last frame to the end: it leads, A has come back in vain.
    assertEquals(41, frames.stream().filter(frame -> frame.contains("\"b\":")).count());
    assertEquals(1, Merged.events(into(), RecordEvent.Leader.class).size());
  }

  @Test
  void shouldKeepEventsAndRecordsOfNoStreamOfBoth() throws IOException {
    source("a").started().trades(1).frame(StreamId.NONE, "{\"result\":null,\"id\":1}").seal();
    source("b").started().trades(1).frame(StreamId.NONE, "{\"result\":null,\"id\":1}").seal();

    MergeReport report = merge();

    assertEquals(2, Merged.frames(into(), StreamId.NONE).size());
    assertEquals(2, Merged.events(into(), RecordEvent.State.class).size());
    assertEquals(
        List.of("a.test-venue-1", "b.test-venue-1"),
        Merged.connections(into()).stream().distinct().sorted().toList());
    MergeReport.Part part = report.venues().get(0).parts().get(0);
    assertEquals(List.of(3L, 2L), part.from().stream().map(MergeReport.From::records).toList());
  }

  @Test
  void shouldDivideSegmentsByTheHoursOfTheRecords() throws IOException {
    TestJournal a = source("a").trades(1, 2);
    a.seal();
    a.begin().trades(3).seal();
    source("b").trades(2).later(7200 * SECOND).trades(4).seal();

    MergeReport.Venue merged = merge().venues().get(0);

    assertEquals(3, merged.parts().size());
    assertEquals(3, verify().segments());
    assertEquals(Verification.Result.COMPLETE, verify().result());
  }

  @Test
  void shouldMergeRecordingsThatDoNotOverlap() throws IOException {
    source("a").trades(1, 2, 3).seal();
    source("b").later(3_000 * SECOND).trades(4, 5).seal();

    MergeReport.Venue merged = merge().venues().get(0);

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), Merged.ids(into(), TRADE));
    assertNull(merged.clockOffsetNs());
  }

  @Test
  void shouldKeepGrowingIdsOnce() throws IOException {
    source("a").depths(10, 14, 17).seal();
    source("b").depths(10, 12, 17, 17).seal();

    merge();

    assertEquals(
        List.of(10L, 12L, 14L, 17L, 17L), Merged.ids(into(), DEPTH).stream().sorted().toList());
  }

  @Test
  void shouldRefuseAFolderThatIsNotEmpty() throws IOException {
    source("a").trades(1).seal();
    source("b").trades(1).seal();
    Files.createDirectories(into());
    Files.writeString(into().resolve("note"), "mine");

    String words = refusal(false);

    assertTrue(words.contains("not empty") && words.contains("note"), words);
    assertEquals(1, Files.list(into()).count());
    Files.delete(into().resolve("note"));
    merge();
    assertTrue(refusal(false).contains("merged into it already"));
  }

  @Test
  void shouldSayThatAnEarlierMergeDidNotFinish() throws IOException {
    source("a").trades(1).seal();
    source("b").trades(2).seal();
    IllegalStateException killed = new IllegalStateException("killed");
    assertThrows(
        IllegalStateException.class,
        () ->
            merger(false)
                .merge(
                    Optional.empty(),
                    NOW,
                    (what, done, total) -> {
                      if (Files.exists(into().resolve("journal"))) {
                        throw killed;
                      }
                    }));
    assertFalse(Files.exists(into().resolve(Merger.REPORT)));

    String words = refusal(false);

    assertTrue(words.contains("did not finish") && words.contains("remove"), words);
  }

  @Test
  void shouldRefuseRecordingsOfDifferentVenues() throws IOException {
    source("a").trades(1).seal();
    new TestJournal(temp.resolve("b"), "raw/binance-spot").begin().trades(1).seal();

    String words = refusal(false);

    assertTrue(words.contains("test-venue") && words.contains("binance-spot"), words);
    assertFalse(Files.exists(into()));
  }

  @Test
  void shouldRefuseDamageUnlessTold() throws IOException {
    source("a").trades(1, 2).raw("{\"no\":\"record\"}\n").trades(3, 4).write();
    source("b").trades(1, 2).write();

    String words = refusal(false);

    assertTrue(words.contains("damaged") && words.contains(".jsonl"), words);
    assertEquals(List.of(DataLock.FILE), names(into()));

    MergeReport report = merger(true).merge(Optional.empty(), NOW, (what, done, total) -> {});

    assertEquals(List.of(1L, 2L, 3L, 4L), Merged.ids(into(), TRADE));
    assertEquals(1, report.venues().get(0).sources().get(0).unreadable());
  }

  @Test
  void shouldRefuseAMissingSegment() throws IOException {
    TestJournal a = source("a").trades(1);
    a.seal();
    a.begin().trades(2).seal();
    a.begin().trades(3).seal();
    try (var files = Files.list(a.folder().path())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("000002")).toList()) {
        Files.delete(file);
      }
    }
    source("b").trades(1).seal();

    assertTrue(refusal(false).contains("segment 2 is missing"));
  }

  @Test
  void shouldRefuseAFolderThatSomebodyWritesTo() throws IOException {
    source("a").trades(1).seal();
    source("b").trades(1).seal();

    try (DataLock lock = DataLock.acquire(into(), NOW)) {
      assertThrows(DataLockedException.class, this::merge, lock::toString);
    }
  }

  @Test
  void shouldRefuseAFolderInsideASource() throws IOException {
    source("a").trades(1).seal();
    source("b").trades(1).seal();
    Merger merger =
        new Merger(
            TestMapping::of,
            "test",
            temp.resolve("a"),
            temp.resolve("b"),
            temp.resolve("a").resolve("merged"),
            false);

    assertThrows(
        IOException.class, () -> merger.merge(Optional.empty(), NOW, (what, done, total) -> {}));
  }

  private TestJournal source(String name) {
    return new TestJournal(temp.resolve(name)).begin();
  }

  private Path into() {
    return temp.resolve("c");
  }

  private MergeReport merge() throws IOException {
    return merger(false).merge(Optional.empty(), NOW, (what, done, total) -> {});
  }

  private Merger merger(boolean leavesOutDamage) {
    return new Merger(
        TestMapping::of, "test", temp.resolve("a"), temp.resolve("b"), into(), leavesOutDamage);
  }

  private String refusal(boolean leavesOutDamage) {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> merger(leavesOutDamage).merge(Optional.empty(), NOW, (what, done, total) -> {}));
    return String.valueOf(refused.getMessage());
  }

  private Verification verify() throws IOException {
    Verification verification = new Verifier(TestMapping::of).verify(into());
    assertEquals(List.of(), verification.damage());
    return verification;
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
