package dev.caravan.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.ParsedRecord.Form;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.FeedStatus;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.LedgerVerdict;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a venue sends is recorded, counted, given back, and touches nothing else. */
class HostileFramesTest {

  private static final int MIB = 1 << 20;
  private static final int DEEP = 100_000;
  private static final String GAP =
      ",\"gap\":{\"first\":1,\"last\":2,\"missing\":2,\"cause\":\"venue\",\"detectedAtNs\":1}";
  private static final String TRADE = "{\"e\":\"trade\",\"E\":1,\"s\":\"X\",\"t\":1}";

  /** Folder names deep enough that {@code ../../} would still land below the temporary folder. */
  private static final String DATA = "some/where/data";

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * A frame and what becomes of it.
   *
   * @param isRecognised whether it names a stream or is an answer
   */
  private record Hostile(byte[] bytes, boolean isBinary, Form form, boolean isRecognised) {}

  private static final List<Hostile> FRAMES =
      List.of(
          text("{\"a\":\n1}", Form.TEXT),
          text("{\"a\":1}\n{\"receiveTimeNs\":1,\"stream\":\"-\",\"connection\":\"x\"}", Form.TEXT),
          text("{\"a\":\"\r\"}", Form.TEXT),
          text("", Form.TEXT),
          text("\n", Form.TEXT),
          text("no json", Form.TEXT),
          text("{\"a\":", Form.TEXT),
          text("{'a':1}", Form.TEXT),
          text("{\"a\":01}", Form.TEXT),
          text("17", Form.TEXT),
          text("\"text\"", Form.TEXT),
          text("{\"a\":1}" + GAP, Form.TEXT),
          text("{\"a\":1}" + GAP + "}", Form.TEXT),
          text("\"}" + GAP, Form.TEXT),
          text("{\"a\":\"\u2028\u007f\ud83d\ude00\"}", Form.EMBEDDED),
          text("[\"" + "x".repeat(MIB) + "\"]", Form.EMBEDDED),
          text("{" + "y".repeat(MIB), Form.TEXT),
          text("\u0001".repeat(MIB), Form.TEXT),
          text("[".repeat(DEEP) + "]".repeat(DEEP), Form.EMBEDDED),
          text("[".repeat(DEEP), Form.TEXT),
          new Hostile(
              new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'}, false, Form.BYTES, false),
          new Hostile(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, false, Form.BYTES, false),
          new Hostile(new byte[] {0, 1, 2, (byte) 0xff, '\n', '"'}, true, Form.BYTES, false),
          new Hostile(new byte[MIB], true, Form.BYTES, false),
          new Hostile("{\"binary\":true}".getBytes(UTF_8), true, Form.EMBEDDED, false),
          named("../../etc/passwd@trade"),
          named("../../../../../../../../tmp/caravan-was-here@depth@100ms"),
          named("..@trade"),
          named("%2e%2e%2fx@trade"),
          text("{\"stream\":\"a\\u0000b@trade\",\"data\":" + TRADE + "}", Form.EMBEDDED),
          text("{\"stream\":\"x@../../../etc/passwd\",\"data\":" + TRADE + "}", Form.EMBEDDED),
          text("{\"stream\":\"" + "n".repeat(5000) + "@trade\",\"data\":{}}", Form.EMBEDDED));

  @TempDir Path temp;

  @Test
  void shouldRecordCountAndGiveBackWhateverArrives() throws Exception {
    Path data = temp.resolve(DATA);
    long counted;
    long wrapped;
    try (Simulator simulator = simulator()) {
      Daemon daemon = Daemons.start(data, Daemons.recording(simulator));
      try {
        Daemons.awaitReceived(daemon, 100);
        for (Hostile frame : FRAMES) {
          simulator.sendRaw(frame.bytes(), frame.isBinary());
        }
        long last = Daemons.received(daemon) + FRAMES.size() + 200;
        Daemons.awaitReceived(daemon, last);
        String metric = "caravan_unrecognised_frames.* " + unrecognised() + "([.]0)?";
        await("the count in the metrics, which may be a moment old")
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    Daemons.get(daemon, "/metrics")
                        .body()
                        .lines()
                        .anyMatch(l -> l.matches(metric)));
      } finally {
        daemon.stop();
      }
      FeedStatus feed = daemon.feeds().get(0);
      counted = feed.unrecognised();
      wrapped = daemon.journals().all().get(0).wrappedFrames();

      assertUndisturbed(new Verifier(Venues::mapping).verify(data, simulator.ledger()), simulator);
      assertEquals(1, simulator.stats().accepted(), "no hostile frame ends a connection");
    }
    assertEquals(unrecognised(), counted);
    assertEquals(FRAMES.stream().filter(frame -> frame.form() != Form.EMBEDDED).count(), wrapped);
    assertForms(data);
    assertEveryLineIsOneRecord(data);
    assertGivenBackInOrder(Recordings.cat(data, "--frames"));
    assertOnlyOurFiles();
  }

  private static Simulator simulator() throws IOException {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("3")
            .channels("depth@100ms", "trade")
            .rate(500)
            .build());
  }

  private static long unrecognised() {
    return FRAMES.stream().filter(frame -> !frame.isRecognised()).count();
  }

  private static Hostile text(String text, Form form) {
    return new Hostile(text.getBytes(UTF_8), false, form, false);
  }

  private static Hostile named(String stream) {
    byte[] bytes = ("{\"stream\":\"" + stream + "\",\"data\":" + TRADE + "}").getBytes(UTF_8);
    return new Hostile(bytes, false, Form.EMBEDDED, true);
  }

  /**
   * All that was sent is there, and the market's own streams are whole. Two of the odd names are a
   * stream to the simulator and none to us, so only sums are compared for those.
   */
  private static void assertUndisturbed(Verification verification, Simulator simulator) {
    assertEquals(List.of(), verification.damage());
    LedgerVerdict verdict = verification.ledger().orElseThrow();
    assertEquals(verdict.sent(), verdict.recorded(), verdict::toString);
    assertEquals(0, verdict.doubled(), verdict::toString);
    for (MarketStream stream : simulator.streams()) {
      StreamId id = stream.id();
      assertTrue(
          verdict.streams().stream()
              .filter(of -> of.channel().equals(id.channel()) && of.symbol().equals(id.symbol()))
              .allMatch(of -> of.sent() > 0 && of.isExact()),
          verdict::toString);
      StreamResult result =
          verification.streams().stream()
              .filter(of -> of.channel().equals(id.channel()) && of.symbol().equals(id.symbol()))
              .findFirst()
              .orElseThrow();
      assertEquals(0, result.gaps() + result.repeated() + result.reordered(), result::toString);
    }
  }

  private static void assertForms(Path data) throws Exception {
    List<Hostile> left = new ArrayList<>(FRAMES);
    for (SegmentFile segment : segments(data)) {
      try (SegmentReader reader =
          SegmentReader.open(segment.compressed().orElseThrow(), SegmentReader.Tail.WHOLE)) {
        while (reader.next()) {
          if (!left.isEmpty()
              && reader.record() instanceof ParsedRecord.Frame frame
              && Arrays.equals(frame.copy(), left.get(0).bytes())) {
            assertEquals(left.remove(0).form(), frame.form(), () -> start(frame.copy()));
          }
        }
      }
    }
    assertEquals(List.of(), left.stream().map(frame -> start(frame.bytes())).toList());
  }

  private static List<SegmentFile> segments(Path data) throws IOException {
    return new JournalDirectory(data, "raw/binance-spot").segments();
  }

  /** Read by a parser that is not ours: one object a line, with the keys that a record has. */
  private static void assertEveryLineIsOneRecord(Path data) throws IOException {
    long lines = 0;
    for (SegmentFile segment : segments(data)) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  SegmentReader.openContent(segment.compressed().orElseThrow()), UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          List<String> keys = keys(line);
          if (lines++ == 0) {
            assertEquals(List.of("segment"), keys);
          } else {
            assertEquals(List.of("receiveTimeNs", "stream", "connection"), keys.subList(0, 3));
            assertEquals(4, keys.size(), keys::toString);
            assertTrue(List.of("frame", "text", "bytes", "state").contains(keys.get(3)), line);
          }
        }
      }
    }
    assertTrue(lines > FRAMES.size());
  }

  private static List<String> keys(String line) throws IOException {
    List<String> keys = new ArrayList<>();
    try (JsonParser json = STRICT.createParser(line)) {
      assertEquals(JsonToken.START_OBJECT, json.nextToken());
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        keys.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
      assertEquals(JsonToken.END_OBJECT, json.currentToken());
      assertNull(json.nextToken(), "more than one value in a line");
    }
    return keys;
  }

  private static void assertGivenBackInOrder(byte[] printed) {
    String all = new String(printed, ISO_8859_1);
    int at = 0;
    for (Hostile frame : FRAMES) {
      String wanted = "\n" + new String(frame.bytes(), ISO_8859_1) + "\n";
      int found = all.indexOf(wanted, at);
      assertTrue(found >= 0, () -> "not given back: " + start(frame.bytes()));
      at = found + wanted.length() - 1;
    }
  }

  private void assertOnlyOurFiles() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      List<String> foreign =
          files
              .filter(Files::isRegularFile)
              .map(file -> temp.relativize(file).toString())
              .filter(file -> !file.matches(DATA + "/(caravan\\.lock|incidents/[a-z.-]+)"))
              .filter(
                  file ->
                      !file.matches(
                          DATA
                              + "/journal/raw/binance-spot/\\d{6}-[0-9TZ.-]+\\.(jsonl\\.zst|manifest\\.json)"))
              .collect(Collectors.toList());
      assertEquals(List.of(), foreign);
    }
    assertFalse(Files.exists(Path.of("/tmp/caravan-was-here")));
  }

  private static String start(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, 60), UTF_8);
  }
}
