package dev.caravan.journal;

import static org.awaitility.Awaitility.await;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** A journal on a disk and clocks that a test commands. */
final class JournalFixture implements JournalListener, AutoCloseable {
  final FaultyFiles files = new FaultyFiles();
  final TestClock clock = new TestClock("2026-11-20T12:30:00Z");
  final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  final JournalDirectory directory;
  final Journal journal;

  JournalFixture(Path data) throws IOException {
    this(JournalOptions.of(data, "raw/binance-spot", "caravan test"));
  }

  JournalFixture(JournalOptions options) throws IOException {
    directory = options.directory();
    journal = Journal.open(options, this, files, clock.wall(), clock.monotonic());
  }

  /** Appends one batch per frame. */
  void append(List<String> frames) {
    frames.forEach(frame -> journal.append(Bursts.batch(frame)));
  }

  void append(FlowControl origin, String frame) {
    journal.append(Bursts.batch(origin, frame));
  }

  void advance(Duration time) {
    clock.advance(time);
    journal.wake();
  }

  static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10)).until(condition);
  }

  /** Lets time pass until something is so, for waits of the writer that its clock ends. */
  void advanceUntil(Duration step, Callable<Boolean> condition) {
    until(
        () -> {
          if (condition.call()) {
            return true;
          }
          advance(step);
          return false;
        });
  }

  void untilWritten(long records) {
    until(() -> journal.status().recordsWritten() == records);
  }

  /** Closes and reads back. */
  List<String> closeAndRead() throws IOException {
    journal.close();
    return Recorded.frames(directory);
  }

  @Override
  public void onRotated(Path plainFile) {
    heard.add("rotated " + plainFile.getFileName());
  }

  @Override
  public void onTrouble(String sentence) {
    heard.add("trouble " + sentence);
  }

  @Override
  public void onNotKept(StreamId stream, RecordEvent.NotKept gap) {
    heard.add("not kept " + stream + " " + gap);
  }

  @Override
  public void onRecovered() {
    heard.add("recovered");
  }

  long heard(String what) {
    synchronized (heard) {
      return heard.stream().filter(line -> line.startsWith(what)).count();
    }
  }

  @Override
  public void close() {
    files.release();
    journal.close();
  }
}
