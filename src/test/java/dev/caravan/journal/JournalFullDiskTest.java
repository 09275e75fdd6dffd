package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk costs what arrives meanwhile, and exactly that is recorded. */
class JournalFullDiskTest {
  private static final Duration STEP = Duration.ofMillis(300);
  private static final StreamId TICKER = StreamId.parse("ticker/BTCUSDT");
  private static final long RESERVE = 80_000;

  @TempDir Path data;
  private final AtomicLong timeNs = new AtomicLong(1_000);
  private JournalFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = open(JournalOptions.of(data, "raw/binance-spot", "caravan test"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void reopen(JournalOptions options) throws IOException {
    fixture.close();
    fixture = open(options);
  }

  private JournalFixture open(JournalOptions options) throws IOException {
    return new JournalFixture(options.withReserve(RESERVE, TradesById::new));
  }

  @Test
  void shouldPauseAtTheReserveAndSayWhatIsMissing() throws IOException {
    trades(1, 10);
    fixture.untilWritten(10);
    fixture.files.leaveRoom(RESERVE - 1);
    fixture.advance(STEP);
    trades(11, 15);
    tickers(3);
    trades(16, 30);
    JournalFixture.until(() -> fixture.journal.status().notKeptFrames() == 23);
    assertTrue(fixture.journal.status().isPaused());
    assertTrue(fixture.journal.status().problem().contains("writing is paused"));
    assertEquals(0, fixture.journal.status().inFlightBytes());

    fixture.files.leaveRoom(RESERVE + 1);
    fixture.advance(STEP);
    trades(31, 31);
    JournalFixture.until(() -> fixture.journal.status().notKeptFrames() == 24);
    fixture.files.leaveRoom(2 * RESERVE);
    fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);
    trades(32, 40);

    List<String> frames = fixture.closeAndRead();
    List<String> expected = Recorded.numbered(1, 10);
    expected.addAll(Recorded.numbered(32, 40));
    assertEquals(expected, frames);
    List<RecordEvent.NotKept> gaps = gaps();
    assertEquals(2, gaps.size(), gaps::toString);
    assertGap(gaps.get(0), 11, 31, 21);
    assertGap(gaps.get(1), -1, -1, 3);
    assertEquals(1_000 + 10, gaps.get(0).fromNs());
    assertEquals(0, fixture.journal.undurableRecords());
    assertFalse(fixture.journal.status().isPaused());
  }

  @Test
  void shouldGoOnReadingWhileTheDiskRefusesBytes() throws IOException {
    reopen(JournalOptions.of(data, "raw/binance-spot", "caravan test").withMaxInFlight(2_000));
    RecordingFlow flow = new RecordingFlow();
    trades(1, 3);
    fixture.untilWritten(3);
    fixture.files.leaveRoom(50);
    trades(4, 4, flow);
    JournalFixture.until(() -> fixture.heard("trouble") == 1);
    for (int id = 5; id <= 100; id++) {
      trades(id, id, flow);
    }
    fixture.advanceUntil(STEP, () -> fixture.journal.status().notKeptFrames() == 96);
    JournalFixture.until(() -> !flow.isPaused());

    fixture.files.leaveRoom(10 * RESERVE);
    fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);
    trades(101, 102, flow);

    List<String> expected = Recorded.numbered(1, 4);
    expected.addAll(Recorded.numbered(101, 102));
    assertEquals(expected, fixture.closeAndRead(), "what was refused waits, the rest is counted");
    assertGap(gaps().get(0), 5, 100, 96);
  }

  @Test
  void shouldKeepApartIdsThatTheVenueNeverSentAndWhatElseWasSaid() throws IOException {
    RecordEvent venueGap = new RecordEvent.Gap(14, 15, 2, "venue", 7);
    RecordEvent snapshot = new RecordEvent.Snapshot(9, "{}");
    fixture.files.leaveRoom(0);
    fixture.advance(STEP);
    trades(11, 13);
    event(venueGap);
    event(snapshot);
    trades(16, 17);
    trades(12, 12);
    trades(19, 19);
    trades(18, 18);
    JournalFixture.until(() -> fixture.journal.status().notKeptFrames() == 8);

    fixture.files.leaveRoom(2 * RESERVE);
    fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);

    fixture.journal.close();
    List<RecordEvent> events = events();
    assertEquals(3, events.size(), events::toString);
    assertEquals(venueGap, events.get(0));
    assertGap((RecordEvent.NotKept) events.get(1), 11, 13, 4);
    assertGap((RecordEvent.NotKept) events.get(2), 16, 19, 4);
    assertEquals(2, fixture.heard("not kept"));
  }

  @Test
  void shouldSayItFromTheReserveWhenStoppedWhilePaused() throws IOException {
    fixture.files.leaveRoom(RESERVE / 2);
    fixture.advance(STEP);
    trades(1, 5);

    assertEquals(List.of(), fixture.closeAndRead());
    assertGap(gaps().get(0), 1, 5, 5);
    assertEquals(0, fixture.journal.undurableRecords());
  }

  @Test
  void shouldNameWhatIsLostWhenStoppedWhileTheDiskTakesNothing() throws IOException {
    reopen(
        JournalOptions.of(data, "raw/binance-spot", "caravan test")
            .withCloseWithin(Duration.ofMillis(50)));
    fixture.files.leaveRoom(0);
    fixture.advance(STEP);
    trades(1, 5);

    fixture.journal.close();

    assertTrue(fixture.journal.undurableRecords() >= 5);
  }

  @Test
  void shouldWriteAgainTheGapRecordsOfAFailedSync() throws IOException {
    trades(1, 2);
    fixture.untilWritten(2);
    fixture.files.leaveRoom(0);
    fixture.advance(STEP);
    trades(3, 5);
    JournalFixture.until(() -> fixture.journal.status().notKeptFrames() == 3);
    fixture.files.leaveRoom(2 * RESERVE);
    fixture.files.failForces(1);
    fixture.advanceUntil(STEP, () -> fixture.heard("recovered") == 1);
    trades(6, 7);

    List<String> expected = Recorded.numbered(1, 2);
    expected.addAll(Recorded.numbered(6, 7));
    assertEquals(expected, fixture.closeAndRead());
    assertEquals(1, gaps().size());
  }

  private static void assertGap(RecordEvent.NotKept gap, long first, long last, long frames) {
    assertEquals(first, gap.first());
    assertEquals(last, gap.last());
    assertEquals(frames, gap.frames());
    assertEquals("disk-full", gap.cause());
  }

  private void trades(int from, int to) {
    trades(from, to, FlowControl.NONE);
  }

  private void trades(int from, int to, FlowControl origin) {
    for (int id = from; id <= to; id++) {
      append(origin, Bursts.TRADES, "[" + id + "]");
    }
  }

  private void tickers(int count) {
    for (int i = 0; i < count; i++) {
      append(FlowControl.NONE, TICKER, "{}");
    }
  }

  private void append(FlowControl origin, StreamId stream, String frame) {
    Burst.Builder burst = Bursts.builder(origin);
    burst.addFrame(
        stream,
        Bursts.CONNECTION,
        timeNs.getAndIncrement(),
        frame.getBytes(StandardCharsets.UTF_8));
    fixture.journal.append(new FrameBatch().add(burst.build()));
  }

  private void event(RecordEvent event) {
    Burst.Builder burst = Bursts.builder(FlowControl.NONE);
    burst.addEvent(Bursts.TRADES, Bursts.CONNECTION, timeNs.getAndIncrement(), event);
    fixture.journal.append(new FrameBatch().add(burst.build()));
  }

  private List<RecordEvent.NotKept> gaps() throws IOException {
    return events().stream()
        .filter(RecordEvent.NotKept.class::isInstance)
        .map(RecordEvent.NotKept.class::cast)
        .toList();
  }

  private List<RecordEvent> events() throws IOException {
    List<RecordEvent> events = new ArrayList<>();
    for (SegmentFile segment : fixture.directory.segments()) {
      Path file = segment.content().orElseThrow();
      try (SegmentReader reader = SegmentReader.open(file, SegmentReader.Tail.WHOLE)) {
        while (reader.next()) {
          if (reader.record() instanceof ParsedRecord.Event event) {
            events.add(event.event());
          }
        }
      } catch (InvalidRecordException e) {
        throw new AssertionError(e);
      }
    }
    return events;
  }

  /** {@code [7]} is the trade with id 7, {@code {}} a ticker. */
  private static final class TradesById implements Mapping {
    @Override
    public void recognise(byte[] bytes, int offset, int length, Recognition into) {
      String frame = new String(bytes, offset, length, StandardCharsets.UTF_8);
      if (frame.startsWith("[")) {
        long id = Long.parseLong(frame.substring(1, frame.length() - 1));
        into.data(Bursts.TRADES, id, id);
      } else {
        into.data(TICKER, -1, -1);
      }
    }

    @Override
    public Sequencing sequencing(String channel) {
      return channel.equals("trade") ? Sequencing.CONTIGUOUS : Sequencing.NONE;
    }

    @Override
    public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
      return -1;
    }
  }
}
