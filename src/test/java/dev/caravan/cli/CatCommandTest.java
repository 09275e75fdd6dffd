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
import java.time.Instant;
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
    assertEquals(2, cat("--from", "the day before"));
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

    journal.begin().depths(1).tickers(1).write();

    assertEquals(0, cat("--symbol", "DOGE*", "--channel", "trade"));

    assertEquals(
        """
        no record matches: channel=trade symbol=DOGE*
        recorded are:
          venues:   test-venue
          channels: depth, ticker, trade
          symbols:  BTCUSDT
          times:    test-venue from 2026-11-20T09:00:00Z; its last segment began 2026-11-20T10:00:00Z
        """,
        err());
  }

  @Test
  void shouldTakeListsAndPatternsAndSymbolsInAnyCase() throws IOException {
    StreamId other = new StreamId("trade", "ETHUSDT");
    journal.begin().trades(1).depths(5).frame(other, "{\"e\":1}").write();

    cat("--frames", "--symbol", "btc*,ethusd?", "--channel", "tr*");

    assertEquals(List.of(trade(1), "{\"e\":1}"), lines());
  }

  @Test
  void shouldTakeHowLongAgo() {
    Instant now = Instant.parse("2026-11-20T10:00:00.5Z");
    long nowNs = START_NS + 3_600_500_000_000L;

    assertEquals(nowNs, EpochNanos.parse("now", now));
    assertEquals(EpochNanos.parse("2026-11-20T00:00:00Z", now), EpochNanos.parse("today", now));
    assertEquals(EpochNanos.parse("2026-11-19", now), EpochNanos.parse("yesterday", now));
    assertEquals(nowNs - 3_600_000_000_000L, EpochNanos.parse("1h", now));
    assertEquals(nowNs - 90_250_000_000L, EpochNanos.parse("1m30s250ms", now));
    assertEquals(nowNs - 9 * 86_400_000_000_000L, EpochNanos.parse("1w2d", now));
    assertEquals(2, cat("--from", "999999999w"));
    assertEquals(2, cat("--from", "1y"));
    assertTrue(err().contains("such as 1h or 2d12h"), err());
  }

  @Test
  void shouldPrintWhatFramesSayAsCsv() throws IOException {
    TestJournal spot = new TestJournal(data, "raw/binance-spot");
    StreamId trades = new StreamId("trade", "BTCUSDT");
    StreamId quotes = new StreamId("bookTicker", "BTCUSDT");
    StreamId candles = new StreamId("kline_1m", "BTCUSDT");
    String trade =
        "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1795165200001,\"s\":\"BTCUSDT\","
            + "\"t\":12,\"p\":\"83084.90000000\",\"q\":\"0.00100000\",\"T\":1795165200000,\"m\":true,"
            + "\"M\":true}}";
    String quote =
        "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":400,\"s\":\"BTCUSDT\",\"b\":\"25.35\","
            + "\"B\":\"31.21\",\"a\":\"25.36\",\"A\":\"40.66\"}}";
    String candle =
        "{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1795165201000,\"s\":\"BTCUSDT\","
            + "\"k\":{\"t\":1795165200000,\"T\":1795165259999,\"s\":\"BTCUSDT\",\"i\":\"1m\",\"f\":100,"
            + "\"L\":200,\"o\":\"0.0010\",\"c\":\"0.0020\",\"h\":\"0.0025\",\"l\":\"0.0015\",\"v\":\"1000\","
            + "\"n\":100,\"x\":false,\"q\":\"1.0000\",\"V\":\"500\",\"Q\":\"0.500\",\"B\":\"1\"}}}";
    spot.begin().frame(trades, trade).frame(quotes, quote).frame(candles, candle).seal();

    assertEquals(0, cat("--csv", "trades"));
    assertEquals(
        List.of(
            "receive_time_ns,venue_time_ns,venue,channel,symbol,source,id,price,size,side,"
                + "trade_time_ns",
            START_NS
                + ",1795165200001000000,binance-spot,trade,BTCUSDT,live,12,83084.90000000,"
                + "0.00100000,sell,1795165200000000000"),
        lines());
    assertEquals("", err());
    assertEquals(0, cat("--csv", "top"));
    assertEquals(
        (START_NS + 1_000) + ",,binance-spot,bookTicker,BTCUSDT,live,400,25.35,31.21,25.36,40.66",
        lines().get(1));
    assertEquals(0, cat("--csv", "candles"));
    assertEquals(
        (START_NS + 2_000)
            + ",1795165201000000000,binance-spot,kline_1m,BTCUSDT,live,1m,1795165200000000000,"
            + "0.0010,0.0025,0.0015,0.0020,1000,1.0000,100,false",
        lines().get(1));
    assertEquals(0, cat("--csv", "tickers"));
    assertEquals(1, lines().size());
    assertTrue(err().startsWith("no record matches: csv=tickers"), err());
  }

  @Test
  void shouldSayWhatCannotBecomeCsv() throws IOException {
    journal.begin().trades(1).seal();

    assertEquals(0, cat("--csv", "trades"));
    assertTrue(err().contains("cannot read as trades: test-venue"), err());
    assertEquals(2, cat("--csv", "books"));
    assertTrue(err().contains("'books' is none of trades, tickers, candles, top"), err());
    assertEquals(2, cat("--csv", "trades", "--frames"));
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
