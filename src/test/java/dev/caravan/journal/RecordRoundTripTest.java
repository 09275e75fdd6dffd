package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRoundTripTest {
  private static final long TIME = 1_795_165_200_123_456_789L;
  private static final ObjectMapper JACKSON = new ObjectMapper();

  private final RecordEncoder encoder = new RecordEncoder();
  private final RecordParser parser = new RecordParser();

  @Test
  void shouldEmbedAFrameUnchanged() throws Exception {
    String line = encode(Bursts.of(FlowControl.NONE, TIME, "{\"e\":\"trade\",\"p\":\"0.10\" }"));

    assertEquals(
        "{\"receiveTimeNs\":1795165200123456789,\"stream\":\"trade/BTCUSDT\","
            + "\"connection\":\"binance-spot-1\",\"frame\":{\"e\":\"trade\",\"p\":\"0.10\" }}\n",
        line);
  }

  @Test
  void shouldWriteTextAndBytesWhereAFrameCannotStand() throws Exception {
    Burst.Builder builder = Bursts.builder(FlowControl.NONE);
    builder.addFrame(StreamId.NONE, "c", TIME, utf8("ping\n\u0001\"\\é"));
    builder.addFrame(StreamId.NONE, "c", TIME, new byte[] {(byte) 0xff, 0});
    builder.addFrame(StreamId.NONE, "c", TIME, utf8("pong"), true);
    builder.addFrame(StreamId.NONE, "c", TIME, utf8("{}"), true);

    String[] lines = encode(builder.build()).split("\n");

    String start = "{\"receiveTimeNs\":1795165200123456789,\"stream\":\"-\",\"connection\":\"c\",";
    assertEquals(start + "\"text\":\"ping\\n\\u0001\\\"\\\\é\"}", lines[0]);
    assertEquals(start + "\"bytes\":\"/wA=\"}", lines[1]);
    assertEquals(start + "\"bytes\":\"cG9uZw==\"}", lines[2]);
    assertEquals(start + "\"frame\":{}}", lines[3]);
    assertEquals(1, encoder.textFrames());
    assertEquals(2, encoder.bytesFrames());
  }

  @Test
  void shouldReadEventsBack() throws Exception {
    List<RecordEvent> events =
        List.of(
            new RecordEvent.Gap(5, 9, 5, "venue", TIME),
            new RecordEvent.NotKept(5, 9, "disk-full", TIME + 3, 4, TIME, TIME + 2),
            new RecordEvent.NotKept(-1, -1, "disk-full", TIME + 3, 4, TIME, TIME + 2),
            new RecordEvent.Clock(-5_000_000),
            new RecordEvent.State("live", null),
            new RecordEvent.VenueClock(-1_250_000, 3_000_000),
            new RecordEvent.Snapshot(160, "{\"lastUpdateId\":160, \"bids\":[[\"1.0\",\"2\"]]}"),
            new RecordEvent.Backfill(5, 6, "[{\"id\":5,\"p\":\"é\"},{\"id\": 6}]"),
            new RecordEvent.Backup("/api/v3/klines?symbol=%E5%B8%81&\"\\", "[[1,\"é\"], []]"),
            new RecordEvent.State("backoff", "refused: \"451\"\nline two"));
    for (RecordEvent event : events) {
      Burst.Builder builder = Bursts.builder(FlowControl.NONE);
      builder.addEvent(Bursts.TRADES, Bursts.CONNECTION, TIME, event);

      String line = encode(builder.build());

      assertEquals(
          new ParsedRecord.Event(TIME, Bursts.TRADES, Bursts.CONNECTION, event), parse(line));
      assertTrue(JACKSON.readTree(line).has(event.kind()));
    }
  }

  @Test
  void shouldNotWriteABodyThatCannotStandInALine() throws Exception {
    Burst.Builder builder = Bursts.builder(FlowControl.NONE);
    for (String body : List.of("{\"a\":\n1}", "{},\"gap\":{}", "5", "", "{\"a\":1")) {
      builder.addEvent(Bursts.TRADES, Bursts.CONNECTION, TIME, new RecordEvent.Snapshot(1, body));
      builder.addEvent(
          Bursts.TRADES, Bursts.CONNECTION, TIME, new RecordEvent.Backfill(1, 1, body));
    }
    RecordEvent after = new RecordEvent.State("live", null);
    builder.addEvent(Bursts.TRADES, Bursts.CONNECTION, TIME, after);

    String line = encode(builder.build());

    assertEquals(
        new ParsedRecord.Event(TIME, Bursts.TRADES, Bursts.CONNECTION, after), parse(line));
    assertEquals(10, encoder.refusedBodies());
  }

  @Test
  void shouldReadAHeaderBack() throws Exception {
    SegmentHeader header =
        new SegmentHeader(1, "raw/binance-spot", 42, TIME, "caravan 0.1.0", "ab".repeat(32));
    encoder.addHeader(header);

    assertEquals(new ParsedRecord.Header(header), parse(text(encoder)));
  }

  @Test
  void shouldKeepAKindThatThisVersionDoesNotKnow() throws Exception {
    ParsedRecord record =
        parse(
            "{\"receiveTimeNs\":1,\"stream\":\"trade/X\",\"connection\":\"c\","
                + "\"later\":{\"to\":\"c-2\"}}\n");

    assertEquals(
        new ParsedRecord.UnknownEvent(
            1, StreamId.parse("trade/X"), "c", "later", "{\"to\":\"c-2\"}"),
        record);
  }

  @Test
  void shouldNotLetAFrameForgeAField() throws Exception {
    String forged = "{\"a\":1},\"gap\":{\"first\":1,\"last\":2}";

    String line = encode(Bursts.of(FlowControl.NONE, TIME, forged));

    JsonNode json = JACKSON.readTree(line);
    assertEquals(forged, json.get("text").textValue());
    assertTrue(json.path("gap").isMissingNode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"frame\":{\"a\":1},\"gap\":{}}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"frame\":{\"a\":1}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"frame\":1}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"frame\":}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"text\":\"a\",\"x\":\"b\"}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"text\":\"\\ud800\"}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"text\":}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"bytes\":\"%\"}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"gap\":{\"first\":1}}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"state\":[]}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\",\"a\"}",
        "{\"receiveTimeNs\":1,\"stream\":\"s\",\"connection\":\"c\"}",
        "{\"receiveTimeNs\":1,\"stream\":\"\",\"connection\":\"c\",\"frame\":{}}",
        "{\"receiveTimeNs\":01,\"stream\":\"s\",\"connection\":\"c\",\"frame\":{}}",
        "{\"receiveTimeNs\":9223372036854775808,\"stream\":\"s\",\"connection\":\"c\",\"frame\":{}}",
        "{\"receiveTimeNs\":,\"stream\":\"s\",\"connection\":\"c\",\"frame\":{}}",
        "{\"receiveTimeNs\":1",
        "{\"segment\":{}}",
        "{\"segment\":{\"format\":2,\"journal\":\"j\",\"number\":1,\"startedAtNs\":1,"
            + "\"software\":\"s\",\"previousSha256\":\"\"}}",
        "{\"segment\":",
      })
  void shouldSayWhyALineIsNoRecord(String line) {
    InvalidRecordException e =
        assertThrows(InvalidRecordException.class, () -> parse(line + "\n"), line);
    assertTrue(e.getMessage().length() > 5);
  }

  @Property(tries = 2000)
  void shouldReadBackEveryFrameAsItCame(
      @ForAll @From("frames") byte[] frame,
      @ForAll boolean isBinary,
      @ForAll @From("names") String symbol,
      @ForAll @From("names") String connection,
      @ForAll long timeNs)
      throws Exception {
    StreamId stream = new StreamId("trade", symbol);
    Burst.Builder builder = Bursts.builder(FlowControl.NONE);
    builder.addFrame(stream, connection, timeNs, frame, isBinary);

    String line = encode(builder.build());

    assertEquals(line.length() - 1, line.indexOf('\n'));
    JsonNode json = JACKSON.readTree(line);
    assertEquals(4, json.size());
    assertEquals(stream.toString(), json.get("stream").textValue());
    ParsedRecord.Frame read = assertInstanceOf(ParsedRecord.Frame.class, parse(line));
    assertArrayEquals(frame, read.copy());
    assertEquals(timeNs, read.receiveTimeNs());
    assertEquals(stream, read.stream());
    assertEquals(connection, read.connection());
  }

  @Test
  void shouldReadBackAMebibyte() throws Exception {
    Random random = new Random(7);
    byte[] noise = new byte[1 << 20];
    random.nextBytes(noise);
    byte[] embeddable = utf8("{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
    for (byte[] frame : List.of(noise, embeddable)) {
      Burst.Builder builder = Bursts.builder(FlowControl.NONE);
      builder.addFrame(StreamId.NONE, "c", TIME, frame);

      String line = encode(builder.build());

      assertArrayEquals(frame, ((ParsedRecord.Frame) parse(line)).copy());
    }
  }

  @Property(tries = 300)
  void shouldNeverThrowAnythingElseOnMutatedLines(
      @ForAll @From("frames") byte[] frame, @ForAll long seed) {
    Burst.Builder builder = Bursts.builder(FlowControl.NONE);
    builder.addFrame(Bursts.TRADES, "c", TIME, frame);
    encoder.reset();
    encoder.addBurst(builder.build());
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      byte[] line = Arrays.copyOf(encoder.bytes(), encoder.length() - 1);
      line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      int length = random.nextInt(4) == 0 ? random.nextInt(line.length + 1) : line.length;
      try {
        parser.parse(line, 0, length);
        // Whatever is accepted must be JSON.
        JACKSON.readTree(line, 0, length);
      } catch (InvalidRecordException e) {
        assertTrue(e.getMessage().length() > 5);
      } catch (IOException e) {
        throw new AssertionError(new String(line, 0, length, StandardCharsets.UTF_8), e);
      }
    }
  }

  @Test
  void shouldKeepManyStreamsApart() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 40_000; i += 1 + round) {
        Burst.Builder builder = Bursts.builder(FlowControl.NONE);
        StreamId stream = new StreamId("trade", "S" + i);
        builder.addFrame(stream, "c" + (i % 7), i, utf8("[" + i + "]"));

        ParsedRecord.Frame read = (ParsedRecord.Frame) parse(encode(builder.build()));

        assertEquals(stream, read.stream());
        assertEquals("c" + (i % 7), read.connection());
        assertEquals(i, read.receiveTimeNs());
      }
    }
  }

  @Provide
  Arbitrary<byte[]> frames() {
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
        Arbitraries.strings().ofMaxLength(60).map(RecordRoundTripTest::utf8),
        Arbitraries.strings()
            .withChars("{}[]\",:\\ab1\n\t ")
            .ofMaxLength(12)
            .map(RecordRoundTripTest::utf8),
        Arbitraries.of(
                "{\"a\":1},\"gap\":{\"first\":1}",
                "{\"a\":1}\n{\"b\":2}",
                "{\"stream\":\"btcusdt@trade\",\"data\":{\"t\":1}}",
                "[]",
                "",
                "\"}")
            .map(RecordRoundTripTest::utf8));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.of("BTCUSDT", "../../etc/passwd", "a\"b", "x\\", "a\nb", "币安", "😀", "\ud800"),
        Arbitraries.strings().ofMaxLength(20));
  }

  private String encode(Burst burst) {
    encoder.reset();
    encoder.addBurst(burst);
    return text(encoder);
  }

  private static String text(RecordEncoder encoder) {
    return new String(encoder.bytes(), 0, encoder.length(), StandardCharsets.UTF_8);
  }

  private ParsedRecord parse(String line) throws InvalidRecordException {
    byte[] bytes = utf8(line);
    return parser.parse(bytes, 0, bytes.length - 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
