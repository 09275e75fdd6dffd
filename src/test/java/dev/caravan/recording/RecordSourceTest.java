package dev.caravan.recording;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.START_NS;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.TestJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSourceTest {

  @TempDir Path data;

  private final List<Unreadable> problems = new ArrayList<>();
  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldGiveRecordsOfAllStatesInOrderWithTheirPlace() throws IOException {
    Path sealed = journal.begin().started().trades(1).seal();
    journal.begin().trades(2).write();
    Path open = journal.begin().trades(3).raw("{\"torn").write();

    try (RecordSource source = RecordSource.open(data, RecordFilter.ALL, problems::add)) {
      assertTrue(source.next());
      assertEquals("test-venue", source.venue());
      assertEquals("raw/test-venue", source.journal());
      assertEquals(sealed, source.file());
      assertTrue(source.next());
      assertTrue(source.next());
      assertTrue(source.next());
      assertEquals(open, source.file());
      int length = source.lineLength();
      String line =
          new String(source.lineBytes(), source.lineFrom(), length, StandardCharsets.UTF_8);
      assertEquals(Files.readAllLines(open).get(1), line);
      assertFalse(source.next());
      assertFalse(source.next());
    }
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldOpenOnlySegmentsWhoseManifestsMatch() throws IOException {
    Path early = journal.begin().trades(1).seal();
    Path otherStream = journal.begin().depths(1).seal();
    journal.begin().trades(2).depths(2).seal();
    Path late = journal.begin().trades(3).seal();
    for (Path never : List.of(early, otherStream, late)) {
      Files.writeString(never, "unreadable");
    }

    List<String> frames =
        frames(
            RecordFilter.ALL
                .ofStreams(NamePatterns.exactly(List.of("tra*")), NamePatterns.ALL)
                .between(START_NS + hours(1), START_NS + hours(3))
                .onlyFrames());

    assertEquals(List.of(TestJournal.frameOf(TRADE, 2, 2)), frames);
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldFollowSegmentThatIsSealedBeforeItIsReached() throws IOException {
    journal.begin().trades(1).seal();
    Path plain = journal.begin().trades(2).write();
    journal.begin().trades(3).write();

    List<String> frames = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, RecordFilter.ALL, problems::add)) {
      assertTrue(source.next());
      frames.add(frame(source));
      TestJournal.sealNow(plain);
      while (source.next()) {
        frames.add(frame(source));
      }
    }

    assertEquals(
        List.of(1L, 2L, 3L).stream().map(id -> TestJournal.frameOf(TRADE, id, id)).toList(),
        frames);
    assertEquals(List.of(), problems);
  }

  @Test
  void shouldTellWhatCannotBeReadAndGoOn() throws IOException {
    Path bad = journal.begin().trades(1).seal();
    Path half = journal.begin().trades(2).raw("no record\n").trades(3).raw("{\"torn").write();
    journal.begin().trades(4).write();
    Files.delete(bad);

    assertEquals(3, frames(RecordFilter.ALL).size());

    assertEquals(List.of(bad, half, half), problems.stream().map(Unreadable::file).toList());
    assertEquals("sealed file is missing", problems.get(0).reason());
    long line = Files.readString(half).indexOf("no record");
    assertEquals(line, problems.get(1).offset());
  }

  @Test
  void shouldReadOneVenueAfterTheOtherOrOnlyThoseNamed() throws IOException {
    journal.begin().trades(1).seal();
    new TestJournal(data, "raw/other-venue").begin().trades(2).write();

    assertEquals(2, frames(RecordFilter.ALL).size());
    assertEquals(
        List.of(TestJournal.frameOf(TRADE, 1, 1)),
        frames(RecordFilter.ALL.ofVenues(NamePatterns.anyCase(List.of("TEST*")))));
    RecordFilter absent = RecordFilter.ALL.ofVenues(NamePatterns.anyCase(List.of("test*,absent")));
    String message =
        assertThrows(NothingRecordedException.class, () -> frames(absent)).getMessage();
    assertTrue(message.contains("venue=absent; recorded: other-venue, test-venue"), message);
  }

  @Test
  void shouldTakeListsAndPatternsOfNames() throws IOException {
    StreamId ether = new StreamId("trade", "ETHUSDT");
    StreamId minute = new StreamId("kline_1m", "BTCUSDT");
    StreamId month = new StreamId("kline_1M", "BTCUSDT");
    journal.begin().started().trades(1).depths(1);
    journal.frame(ether, "{}").frame(minute, "[1]").frame(month, "[2]").seal();

    assertEquals(6, records(NamePatterns.ALL, NamePatterns.ALL));
    assertEquals(4, records(NamePatterns.ALL, NamePatterns.anyCase(List.of("btcusdt"))));
    assertEquals(5, records(NamePatterns.ALL, NamePatterns.anyCase(List.of("BTC*, ethusd?"))));
    assertEquals(1, records(NamePatterns.exactly(List.of("kline_1m")), NamePatterns.ALL));
    assertEquals(
        3, records(NamePatterns.exactly(List.of("trade", DEPTH.channel())), NamePatterns.ALL));
    assertEquals(1, records(NamePatterns.exactly(List.of("-")), NamePatterns.ALL));
  }

  private int records(NamePatterns channels, NamePatterns symbols) throws IOException {
    int count = 0;
    RecordFilter filter = RecordFilter.ALL.ofStreams(channels, symbols);
    try (RecordSource source = RecordSource.open(data, filter, problems::add)) {
      while (source.next()) {
        count++;
      }
    }
    return count;
  }

  private List<String> frames(RecordFilter filter) throws IOException {
    List<String> frames = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, filter, problems::add)) {
      while (source.next()) {
        frames.add(frame(source));
      }
    }
    return frames;
  }

  private static String frame(RecordSource source) {
    return new String(((ParsedRecord.Frame) source.record()).copy(), StandardCharsets.UTF_8);
  }

  private static long hours(int hours) {
    return hours * 3_600_000_000_000L;
  }
}
