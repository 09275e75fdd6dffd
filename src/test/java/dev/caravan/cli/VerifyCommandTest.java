package dev.caravan.cli;

import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerifyCommandTest {

  @TempDir Path data;
  @TempDir Path elsewhere;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldPrintTableAndVerdict() throws IOException {
    journal.begin().started().trades(1, 2, 3).depths(4, 4).tickers(1).seal();

    assertEquals(0, verify());

    assertEquals(
        """
        venue       stream          records  first id  last id  gaps  duplicates  missing  reordered  longest silence  proof
        test-venue  depth/BTCUSDT         2         4        4     0           1        0          0            0.0 s  in order
        test-venue  ticker/BTCUSDT        1         -        -     0           0        0          0            0.0 s  unprovable
        test-venue  trade/BTCUSDT         3         1        3     0           0        0          0            0.0 s  complete

        complete: 1 segment, 7 records, 3 streams; nothing missing or damaged as far as it can be known
        """,
        out());
    assertEquals("", err());
  }

  @Test
  void shouldPrintGapsAndDamage() throws IOException {
    journal.begin().trades(1, 4, 6).gap(TRADE, 2, 3, "venue").raw("x\n").write();

    assertEquals(1, verify());

    assertTrue(out().contains("  test-venue trade/BTCUSDT: 2 to 3 (2 ids, venue)\n"), out());
    assertTrue(out().contains("  test-venue trade/BTCUSDT: 5 (1 id, unrecorded)\n"), out());
    assertTrue(out().contains("all but 3 ids\n"), out());
    assertTrue(out().contains(".jsonl at "), out());
    assertTrue(
        out()
            .endsWith(
                "DAMAGED: 1 segment, 4 records, 1 stream; 1 damaged place; 3 ids missing in 2 gaps\n"),
        out());
  }

  @Test
  void shouldPrintJsonThatAProgramCanRead() throws IOException {
    journal.begin().trades(1, 3).tickers(1).raw("x\n").write();

    assertEquals(1, verify("--json"));

    String offset = "" + Files.readString(plain()).indexOf("x\n");
    assertEquals(
        "{\"formatVersion\":1,\"result\":\"damaged\",\"segments\":1,\"records\":3,"
            + "\"damage\":[{\"file\":\"journal/raw/test-venue/000001-2026-11-20T09-00-00.000Z.jsonl\","
            + "\"offset\":"
            + offset
            + ",\"reason\":\"line begins neither a record nor a segment\"}],"
            + "\"gaps\":[{\"venue\":\"test-venue\",\"channel\":\"trade\",\"symbol\":\"BTCUSDT\","
            + "\"first\":2,\"last\":2,\"missing\":1,\"cause\":\"unrecorded\"}],"
            + "\"streams\":[{\"venue\":\"test-venue\",\"channel\":\"ticker\",\"symbol\":\"BTCUSDT\","
            + "\"records\":1,\"first\":null,\"last\":null,\"gaps\":0,\"missing\":0,\"backfilled\":0,\"notKept\":0,"
            + "\"repeated\":0,\"reordered\":0,\"longestSilenceMs\":0,\"proof\":\"unprovable\"},"
            + "{\"venue\":\"test-venue\",\"channel\":\"trade\",\"symbol\":\"BTCUSDT\","
            + "\"records\":2,\"first\":1,\"last\":3,\"gaps\":1,\"missing\":1,\"backfilled\":0,\"notKept\":0,"
            + "\"repeated\":0,\"reordered\":0,\"longestSilenceMs\":0,\"proof\":\"complete\"}]}\n",
        out());
  }

  @Test
  void shouldCompareWithLedger() throws IOException {
    journal.begin().trades(1, 2, 3).seal();

    assertEquals(0, verify("--ledger", ledger(1, 2, 3).toString()));
    assertTrue(
        out()
            .contains(
                "ledger: exact; all 3 frames that test-venue sent are recorded, none lost, none doubled\n"),
        out());

    assertEquals(1, verify("--ledger", ledger(1, 2, 3, 4).toString()));
    assertTrue(
        out().contains("ledger: NOT exact; of 4 frames sent 1 missing, 0 doubled, 0 never sent\n"),
        out());
    assertTrue(out().endsWith("the recording is not what the ledger says\n"), out());

    assertEquals(1, verify("--json", "--ledger", ledger(1, 1, 2).toString()));
    assertEquals(
        "{\"venue\":\"test-venue\",\"exact\":false,\"sent\":3,\"recorded\":3,\"missing\":1,"
            + "\"doubled\":0,\"unexpected\":1,\"streams\":[{\"channel\":\"trade\","
            + "\"symbol\":\"BTCUSDT\",\"sent\":3,\"recorded\":3,\"missing\":1,\"doubled\":0,"
            + "\"unexpected\":1}]}",
        new ObjectMapper().readTree(out()).get("ledger").toString());
  }

  @Test
  void shouldSayBothThatTheMarketSkippedIdsAndThatTheRecordingIsExact() throws IOException {
    journal.begin().trades(1, 3).gap(TRADE, 2, 2, "venue").seal();

    assertEquals(1, verify("--ledger", ledger(1, 3).toString()));

    assertTrue(out().contains("ledger: exact"), out());
    assertTrue(out().endsWith("gaps: 1 segment, 3 records, 1 stream; 1 id missing in 1 gap\n"));
  }

  @Test
  void shouldNotRunWithoutDataFolderOrLedger() throws IOException {
    assertEquals(2, verify());
    assertTrue(err().startsWith("verify could not run: not a data folder of Caravan"), err());

    journal.begin().trades(1).seal();
    assertEquals(2, verify("--ledger", elsewhere.resolve("absent").toString()));
    assertTrue(err().startsWith("verify could not run: no such file: "), err());

    Files.writeString(elsewhere.resolve("bad"), "{}");
    assertEquals(2, verify("--ledger", elsewhere.resolve("bad").toString()));
    assertEquals("", out());
  }

  @Test
  void shouldNotLetNamesMoveTheCursor() throws IOException {
    journal.begin().frame(new StreamId("trade", "\u001b[2J"), "{}").write();

    verify();

    assertTrue(out().contains("trade/?[2J"), out());
  }

  @Test
  void shouldShortenLongListsOfGaps() throws IOException {
    journal.begin();
    for (long id = 1; id < 100; id += 2) {
      journal.trades(id);
    }
    journal.write();

    verify();

    assertTrue(out().contains("  and 29 more, listed by --json\n"), out());
  }

  @Test
  void shouldFixAndSayWhatItDid() throws IOException {
    journal.begin().trades(1).seal();
    Path manifest = journal.folder().manifest(TestJournal.segment(1));
    Files.delete(manifest);

    assertEquals(1, verify());
    assertEquals(0, verify("--fix"));

    assertTrue(
        out().startsWith("fixed: " + data.relativize(manifest) + ": rebuilt from the sealed file"),
        out());
    Files.delete(manifest);
    assertEquals(0, verify("--fix", "--json"));
    assertEquals("true", new ObjectMapper().readTree(out()).at("/fixes/0/done").toString(), out());
  }

  @Test
  void shouldHelpWithAnExample() {
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    new CommandLine(new VerifyCommand(TestMapping::of, to, to))
        .setOut(new PrintWriter(to, true))
        .execute("--help");

    assertTrue(out().contains("java -jar target/caravan.jar verify data"), out());
  }

  private Path plain() {
    return journal.folder().plain(TestJournal.segment(1));
  }

  private Path ledger(long... sent) throws IOException {
    Path file = elsewhere.resolve("ledger.json");
    Ledger.Stream trades = new Ledger.Stream(TRADE, KeyRuns.of(sent));
    new Ledger("test-venue", 1, List.of(trades), List.of(new Ledger.Connection(1, List.of(trades))))
        .write(file);
    return file;
  }

  private int verify(String... arguments) {
    out.reset();
    err.reset();
    VerifyCommand command =
        new VerifyCommand(
            TestMapping::of,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    String[] all = new String[arguments.length + 1];
    all[0] = data.toString();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new CommandLine(command).execute(all);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
