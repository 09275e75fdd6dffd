package dev.caravan.verify;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerComparisonTest {

  @TempDir Path data;

  private final List<Ledger.Connection> connections = new ArrayList<>();

  @Test
  void shouldBeExactWhereEverySentFrameIsThereOnce() {
    connection(stream(TRADE, 1, 2, 3));
    connection(stream(TRADE, 4, 5));

    LedgerVerdict verdict = compare(stream(TRADE, 1, 2, 3, 4, 5));

    assertTrue(verdict.isExact());
    assertEquals(5, verdict.sent());
    assertEquals(5, verdict.recorded());
  }

  @Test
  void shouldExpectOnceWhatTwoConnectionsDeliver() {
    connection(stream(TRADE, 1, 2, 3, 4));
    connection(stream(TRADE, 3, 4, 5, 6));

    assertTrue(compare(stream(TRADE, 1, 2, 3, 4, 5, 6)).isExact());
  }

  @Test
  void shouldExpectTwiceWhatOneConnectionDeliversTwice() {
    connection(stream(TRADE, 1, 2, 2, 3));
    connection(stream(TRADE, 2, 3));

    assertTrue(compare(stream(TRADE, 1, 2, 2, 3)).isExact());
    assertEquals(1, compare(stream(TRADE, 1, 2, 3)).missing());
  }

  @Test
  void shouldCountMissingDoubledAndUnexpected() {
    connection(stream(TRADE, 1, 2, 3, 4, 5));

    LedgerVerdict verdict = compare(stream(TRADE, 1, 3, 3, 3, 5, 77, 77));

    assertEquals(2, verdict.missing());
    assertEquals(2, verdict.doubled());
    assertEquals(2, verdict.unexpected());
    assertFalse(verdict.isExact());
  }

  @Test
  void shouldTellStreamsApart() {
    connection(stream(TRADE, 1, 2), stream(DEPTH, 1, 2));

    LedgerVerdict verdict = compare(stream(TRADE, 1, 2), stream(DEPTH, 1));

    assertEquals(
        List.of(
            new LedgerVerdict.Stream("depth", "BTCUSDT", 2, 1, 1, 0, 0),
            new LedgerVerdict.Stream("trade", "BTCUSDT", 2, 2, 0, 0, 0)),
        verdict.streams());
  }

  @Test
  void shouldExpectAnswersOfEveryConnection() {
    connection(stream(StreamId.NONE, -7, -7, 9));
    connection(stream(StreamId.NONE, -7));

    assertTrue(compare(stream(StreamId.NONE, -7, -7, -7, 9)).isExact());
    assertEquals(1, compare(stream(StreamId.NONE, -7, -7, 9)).missing());
  }

  @Test
  void shouldNotMindTheOrder() {
    connection(stream(TRADE, 3, 1, 2));

    assertTrue(compare(stream(TRADE, 2, 3, 1)).isExact());
  }

  @Test
  void shouldFindAllMissingWhereNothingWasRecorded() {
    connection(stream(TRADE, 1, 2));

    assertEquals(2, compare().missing());
  }

  @Test
  void shouldCompareARecordingWithItsLedger() throws IOException {
    String answer = "{\"result\":null,\"id\":1}";
    byte[] answerBytes = answer.getBytes(StandardCharsets.UTF_8);
    long answerKey = FrameKeys.hash(answerBytes, 0, answerBytes.length);
    TestJournal journal = new TestJournal(data);
    journal.begin().started().frame(StreamId.NONE, answer).trades(1, 2, 3).seal();
    journal.begin().trades(4, 6).gap(TRADE, 5, 5, "venue").depths(1).write();
    connection(stream(StreamId.NONE, answerKey), stream(TRADE, 1, 2, 3, 4, 6), stream(DEPTH, 1));

    Verification found = new Verifier(TestMapping::of).verify(data, ledger());

    assertTrue(found.ledger().orElseThrow().isExact(), found.ledger().toString());
    assertEquals(7, found.ledger().orElseThrow().sent());
    assertEquals(Verification.Result.GAPS, found.result(), "the market itself skipped an id");
  }

  @Test
  void shouldNotBeCompleteWhereTheLedgerDiffers() throws IOException {
    new TestJournal(data).begin().depths(1, 3).write();
    connection(stream(DEPTH, 1, 2, 3));

    Verification found = new Verifier(TestMapping::of).verify(data, ledger());

    assertEquals(Verification.Result.GAPS, found.result());
    assertEquals(1, found.ledger().orElseThrow().missing());
  }

  private void connection(Ledger.Stream... streams) {
    connections.add(new Ledger.Connection(connections.size() + 1, List.of(streams)));
  }

  private Ledger ledger() {
    return new Ledger("test-venue", 1, List.of(), connections);
  }

  private LedgerVerdict compare(Ledger.Stream... recorded) {
    Map<StreamId, KeyRuns> keys = new HashMap<>();
    for (Ledger.Stream stream : recorded) {
      keys.put(stream.stream(), stream.keys());
    }
    return LedgerComparison.compare(ledger(), keys);
  }

  private static Ledger.Stream stream(StreamId stream, long... keys) {
    return new Ledger.Stream(stream, KeyRuns.of(keys));
  }
}
