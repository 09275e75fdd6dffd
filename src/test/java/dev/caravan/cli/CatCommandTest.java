package dev.caravan.cli;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.START_NS;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.TestJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CatCommandTest {

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldPrintRecordsOfSealedRotatedAndOpenSegmentsInOrder() throws IOException {
    journal.begin().started().trades(1).seal();
    journal.begin().trades(2).gap(TRADE, 3, 3, "venue").write();
    journal.begin().trades(4).raw("{\"torn").write();

    assertEquals(0, cat());

    assertEquals(
        List.of(
            "{\"receiveTimeNs\":"
                + START_NS
                + ",\"stream\":\"-\",\"connection\":\"test-venue-1\",\"state\":{\"to\":\"started\"}}",
            "{\"receiveTimeNs\":"
                + (START_NS + 1_000)
                + ",\"stream\":\"trade/BTCUSDT\",\"connection\":\"test-venue-1\",\"frame\":"
                + trade(1)
                + "}"),
        lines().subList(0, 2));
    assertEquals(5, lines().size());
  }

  @Test
  void shouldPrintFramesAsTheyWereReceived() throws IOException {
    byte[] pretty = " {\"a\" : [1,\t2]\r\n}".getBytes(StandardCharsets.UTF_8);
    byte[] text = "pong \"\\\u0000 \u00e9".getBytes(StandardCharsets.UTF_8);
    byte[] binary = {0, (byte) 0xff, (byte) 0xc3, 10, 13, (byte) 0x80};
    byte[] embedded =
        "{\"n\":0.00000001000,\"s\":\"\u20ac\\u20ac\"}".getBytes(StandardCharsets.UTF_8);
    byte[] empty = {};
    journal
        .begin()
        .frame(StreamId.NONE, pretty, false)
        .frame(StreamId.NONE, text, false)
        .frame(StreamId.NONE, binary, true)
        .seal();
    journal
        .begin()
        .started()
        .frame(StreamId.NONE, embedded, false)
        .frame(StreamId.NONE, empty, true)
        .write();

    assertEquals(0, cat("--frames"));

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (byte[] frame : List.of(pretty, text, binary, embedded, empty)) {
      expected.writeBytes(frame);
      expected.write('\n');
    }
    assertArrayEquals(expected.toByteArray(), out.toByteArray());
  }

  @Test
  void shouldPrintOneChannelOrSymbolOnly() throws IOException {
    StreamId other = new StreamId("trade", "ETHUSDT");
    journal.begin().trades(1).depths(5).frame(other, "{\"e\":1}").trades(2).seal();

    cat("--frames", "--symbol", "BTCUSDT");
    assertEquals(List.of(trade(1), TestJournal.frameOf(DEPTH, 5, 5), trade(2)), lines());

    cat("--frames", "--channel", "trade");
    assertEquals(List.of(trade(1), "{\"e\":1}", trade(2)), lines());

    cat("--frames", "--channel", "trade", "--symbol", "ETHUSDT");
    assertEquals(List.of("{\"e\":1}"), lines());

    cat("--frames", "--symbol", "ETHUSDT", "--symbol", "BTCUSDT", "--channel", "trade");
    assertEquals(3, lines().size());
  }

  @Test
  void shouldPrintOneVenueOnly() throws IOException {
    journal.begin().trades(1).seal();
    new TestJournal(data, "raw/other-venue").begin().trades(2).write();

    cat("--frames", "--venue", "other-venue");
    assertEquals(List.of(trade(2)), lines());

    cat("--frames");
    assertEquals(List.of(trade(2), trade(1)), lines());

    assertEquals(2, cat("--venue", "absent"));
    assertTrue(err().contains("recorded: other-venue, test-venue"), err());
  }

  @Test
  void shouldPrintFromIncludedToExcluded() throws IOException {
    journal.begin().trades(1, 2, 3, 4).seal();

    cat("--frames", "--from", "" + (START_NS + 1_000), "--to", "" + (START_NS + 3_000));

    assertEquals(List.of(trade(2), trade(3)), lines());
  }

  @Test
  void shouldTakeTimesAsPeopleWriteThem() throws IOException {
    journal.begin().trades(1).seal();
    journal.begin().trades(2).write();

    for (String tenOClock :
        List.of(
            "2026-11-20T10:00",
            "2026-11-20T10:00:00Z",
            "2026-11-20T19:00:00+09:00",
            "1795168800",
            "1795168800000",
            "1795168800000000",
            "1795168800000000000")) {
      assertEquals(0, cat("--frames", "--from", tenOClock));
      assertEquals(List.of(trade(2)), lines(), tenOClock);
      cat("--frames", "--to", tenOClock);
      assertEquals(List.of(trade(1)), lines(), tenOClock);
    }
    cat("--frames", "--from", "2026-11-20");
    assertEquals(2, lines().size());
    assertEquals(2, cat("--from", "yesterday"));
    assertEquals(2, cat("--from", "999999-01-01"));
  }

  @Test
  void shouldNotReadSegmentsThatCannotMatch() throws IOException {
    Path early = journal.begin().trades(1).seal();
    Path without = journal.begin().depths(1).seal();
    journal.begin().trades(2).seal();
    Files.writeString(early, "unreadable");
    Files.writeString(without, "unreadable");

    int exit = cat("--frames", "--channel", "trade", "--from", "2026-11-20T10:00");

    assertEquals(0, exit, err());
    assertEquals(List.of(trade(2)), lines());
  }

  @Test
  void shouldFindGapRecordOfAStreamWithoutFrames() throws IOException {
    journal.begin().gap(TRADE, 1, 2, "disk-full").seal();

    cat("--channel", "trade");

    assertEquals(1, lines().size());
  }

  @Test
  void shouldSayWhichPartCannotBeReadAndGoOn() throws IOException {
    Path bad = journal.begin().trades(1).seal();
    journal.begin().trades(2).raw("no record\n").trades(3).write();
    byte[] bytes = Files.readAllBytes(bad);
    Files.write(bad, Arrays.copyOf(bytes, bytes.length / 2));

    assertEquals(1, cat("--frames"));

    assertEquals(List.of(trade(2), trade(3)), lines());
    assertTrue(err().contains(bad.getFileName() + " offset=0"), err());
    assertTrue(err().contains("reason=line is no record: "), err());
  }

  @Test
  void shouldRefuseFolderThatIsNone() {
    assertEquals(2, cat());
    assertTrue(err().contains("not a data folder of Caravan: data=" + data), err());
  }

  @Test
  void shouldSayThatNothingMatches() throws IOException {
    journal.begin().trades(1).seal();

    assertEquals(0, cat("--symbol", "btcusdt"));

    assertEquals("no record matches: symbol=btcusdt\n", err());
  }

  @Test
  void shouldEndQuietlyWhenNobodyReadsAnyMore() throws IOException {
    journal.begin().trades(1, 2, 3).seal();

    assertEquals(0, run(failing("Broken pipe"), "--frames"));
    assertEquals("", err());
    assertEquals(1, run(failing("No space left on device"), "--frames"));
    assertEquals("cat stopped: output failed: No space left on device\n", err());
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  private int cat(String... arguments) {
    out.reset();
    return run(out, arguments);
  }

  private int run(OutputStream to, String... arguments) {
    err.reset();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    CommandLine command = new CommandLine(new CatCommand(to, errors));
    String[] all = new String[arguments.length + 1];
    all[0] = data.toString();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return command.setErr(new PrintWriter(errors, true)).execute(all);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String trade(long id) {
    return TestJournal.frameOf(TRADE, id, id);
  }
}
