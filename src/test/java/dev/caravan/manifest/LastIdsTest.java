package dev.caravan.manifest;

import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastIdsTest {

  @TempDir Path data;
  private TestJournal journal;

  @BeforeEach
  void open() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldKnowNothingOfAJournalThatIsNotThere() throws IOException {
    assertEquals(Map.of(), lastIds().read());
  }

  @Test
  void shouldTakeTheNewestManifest() throws IOException {
    journal.begin().trades(1, 2, 3).tickers(2).seal();
    journal.begin().trades(4, 9, 7).depths(30).seal();
    journal.begin().depths(40).seal();

    // Carried on from manifest to manifest; the test's depth has ids with holes, tickers have none.
    assertEquals(Map.of(TRADE, 9L), lastIds().read());
  }

  @Test
  void shouldReadTheSegmentsBehindTheNewestManifest() throws IOException {
    journal.begin().trades(1, 2, 3).seal();
    journal.begin().trades(4).write();
    Path open = journal.begin().trades(5, 6).write();
    Files.writeString(open, "{\"receiveTimeNs\":12,\"str", StandardOpenOption.APPEND);

    assertEquals(6L, lastIds().read().get(TRADE));
  }

  @Test
  void shouldCountIdsThatARecordSaysAreMissing() throws IOException {
    journal.begin().trades(1, 2, 3).event(TRADE, notKept(4, 8)).seal();
    assertEquals(8L, lastIds().read().get(TRADE), "in a manifest");

    journal.begin().event(TRADE, notKept(9, 12)).event(TRADE, notKept(-1, -1)).write();
    assertEquals(12L, lastIds().read().get(TRADE), "in a segment");
  }

  private static RecordEvent notKept(long first, long last) {
    return new RecordEvent.NotKept(first, last, RecordEvent.NotKept.DISK_FULL, 9, 5, 1, 2);
  }

  @Test
  void shouldReadASegmentWhoseManifestCannotBeRead() throws IOException {
    journal.begin().trades(1, 2, 3).seal();
    Files.writeString(
        journal.folder().manifest(TestJournal.segment(1)), "{}", StandardCharsets.UTF_8);

    assertEquals(3L, lastIds().read().get(TRADE));
  }

  @Test
  void shouldNotCountWhatIsWrittenAfterTheLook() throws IOException {
    Path open = journal.begin().trades(1, 2).write();
    LastIds look = lastIds();
    String text = Files.readString(open);
    String last = text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    Files.writeString(open, last.replace("\"u\":2", "\"u\":3"), StandardOpenOption.APPEND);
    journal.begin().trades(50).write();

    assertEquals(2L, look.read().get(TRADE));
  }

  private LastIds lastIds() throws IOException {
    return LastIds.in(journal.folder(), new TestMapping());
  }
}
