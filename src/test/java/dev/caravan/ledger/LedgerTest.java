package dev.caravan.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId DEPTH = new StreamId("depth@100ms", "ETHUSDT");

  @TempDir Path folder;

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    Ledger ledger = recorded().snapshot();
    Path file = folder.resolve("ledger.json");

    ledger.write(file);

    assertEquals(ledger, Ledger.read(file));
    assertFalse(Files.exists(folder.resolve("ledger.json.part")));
  }

  @Test
  void shouldWriteTheStatedFormat() throws IOException {
    Path file = folder.resolve("ledger.json");

    recorded().snapshot().write(file);

    assertEquals(
        "{\"formatVersion\":1,\"venue\":\"binance-spot\",\"seed\":7,\"streams\":["
            + "{\"stream\":\"trade/BTCUSDT\",\"produced\":3,\"keys\":[[1,1,3]]},"
            + "{\"stream\":\"depth@100ms/ETHUSDT\",\"produced\":1,\"keys\":[[50,0,1]]}],"
            + "\"connections\":[{\"number\":1,\"streams\":["
            + "{\"stream\":\"trade/BTCUSDT\",\"sent\":2,\"keys\":[[1,1,2]]}]},"
            + "{\"number\":2,\"streams\":["
            + "{\"stream\":\"trade/BTCUSDT\",\"sent\":1,\"keys\":[[3,0,1]]},"
            + "{\"stream\":\"-\",\"sent\":1,\"keys\":[[-5,0,1]]}]}]}",
        Files.readString(file));
  }

  @Test
  void shouldSayWhatWasSentOnAnyConnection() {
    Ledger ledger = recorded().snapshot();

    assertEquals(KeyRuns.of(1, 2, 3), ledger.sent(TRADE));
    assertEquals(KeyRuns.of(1, 2), ledger.connections().get(0).sent(TRADE));
    assertEquals(KeyRuns.EMPTY, ledger.sent(DEPTH));
    assertEquals(KeyRuns.of(50), ledger.produced(DEPTH));
  }

  @Test
  void shouldNotChangeASnapshotLater() {
    LedgerRecorder recorder = recorded();
    Ledger before = recorder.snapshot();

    recorder.produced(TRADE, 4);

    assertEquals(KeyRuns.of(1, 2, 3), before.produced(TRADE));
    assertEquals(KeyRuns.of(1, 2, 3, 4), recorder.snapshot().produced(TRADE));
  }

  @Test
  void shouldRefuseAnotherFormatVersion() throws IOException {
    Path file = folder.resolve("ledger.json");
    Files.writeString(file, "{\"formatVersion\":2,\"venue\":\"v\",\"seed\":1}");

    IOException refused = assertThrows(IOException.class, () -> Ledger.read(file));

    assertTrue(refused.getMessage().contains("formatVersion=2"), refused.getMessage());
  }

  @Test
  void shouldRefuseACountThatItsKeysDoNotHold() throws IOException {
    Path file = folder.resolve("ledger.json");
    Files.writeString(
        file,
        "{\"formatVersion\":1,\"streams\":[{\"stream\":\"trade/A\",\"produced\":3,"
            + "\"keys\":[[1,1,2]]}]}");

    IOException refused = assertThrows(IOException.class, () -> Ledger.read(file));

    assertTrue(refused.getMessage().contains("states 3 keys, holds 2"), refused.getMessage());
  }

  @Test
  void shouldKeyAFrameByItsLastIdElseByItsBytes() {
    Recognition recognition = new Recognition();
    byte[] bytes = "xfoobarx".getBytes(StandardCharsets.US_ASCII);

    recognition.unknown();
    // The published FNV-1a test vector of "foobar".
    assertEquals(0x85944171f73967e8L, FrameKeys.keyOf(recognition, bytes, 1, 6));

    recognition.data(DEPTH, 46, 50);
    assertEquals(50, FrameKeys.keyOf(recognition, bytes, 1, 6));
  }

  private static LedgerRecorder recorded() {
    LedgerRecorder recorder = new LedgerRecorder("binance-spot", 7);
    int first = recorder.connected();
    int second = recorder.connected();
    for (long id = 1; id <= 3; id++) {
      recorder.produced(TRADE, id);
      recorder.sent(id < 3 ? first : second, TRADE, id);
    }
    recorder.produced(DEPTH, 50);
    recorder.sent(second, StreamId.NONE, -5);
    return recorder;
  }
}
