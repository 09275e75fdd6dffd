package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.caravan.record.FlowControl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentReaderTest {
  private static final SegmentHeader HEADER =
      new SegmentHeader(1, "raw/binance-spot", 1, 5, "caravan test", "");

  @TempDir Path folder;

  @Test
  void shouldReadPlainAndCompressedAlike() throws Exception {
    byte[] content = segment("{\"a\":1}", "text", "{\"b\":\"" + "x".repeat(700_000) + "\"}", "[]");
    Path plain = folder.resolve(HEADER.name().plainFile());
    Path compressed = folder.resolve(HEADER.name().compressedFile());
    Files.write(plain, content);
    Files.write(compressed, Zstd.compress(content));

    for (Path file : List.of(plain, compressed)) {
      try (SegmentReader reader = SegmentReader.open(file, SegmentReader.Tail.WHOLE)) {
        List<String> frames = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        assertTrue(reader.next());
        assertEquals(new ParsedRecord.Header(HEADER), reader.record());
        while (reader.next()) {
          offsets.add(reader.lineOffset());
          ParsedRecord.Frame frame = assertInstanceOf(ParsedRecord.Frame.class, reader.record());
          frames.add(new String(frame.copy(), StandardCharsets.UTF_8));
        }
        assertEquals(List.of("{\"a\":1}", "text"), frames.subList(0, 2));
        assertEquals(700_008, frames.get(2).length());
        assertEquals("[]", frames.get(3));
        for (long offset : offsets) {
          assertEquals('\n', content[(int) offset - 1]);
        }
        assertEquals(content.length, reader.nextOffset());
        assertEquals(5, reader.lines());
      }
    }
  }

  @Test
  void shouldEndLinesAtNewlinesAloneWhateverElseTheyHold() throws Exception {
    Random random = new Random(7);
    byte[] content = new byte[100_000];
    random.nextBytes(content);
    for (int i = 0; i < content.length; i++) {
      int kind = random.nextInt(40);
      content[i] = kind == 0 ? (byte) '\n' : kind == 1 ? (byte) 0x0b : content[i];
    }
    List<String> expected =
        List.of(new String(content, StandardCharsets.ISO_8859_1).split("\n", -1));

    List<String> lines = new ArrayList<>();
    try (SegmentReader reader = SegmentReader.ofRecords(new ByteArrayInputStream(content))) {
      while (reader.next()) {
        lines.add(
            new String(
                reader.lineBytes(),
                reader.lineFrom(),
                reader.lineLength(),
                StandardCharsets.ISO_8859_1));
      }
    }

    int whole = expected.get(expected.size() - 1).isEmpty() ? 1 : 0;
    assertEquals(expected.subList(0, expected.size() - whole), lines);
  }

  @Test
  void shouldReadRecordsThatNoHeaderPrecedes() throws Exception {
    byte[] content = segment("{\"a\":1}", "[]");
    int header = new String(content, StandardCharsets.UTF_8).indexOf('\n') + 1;

    try (SegmentReader reader =
        SegmentReader.ofRecords(
            new ByteArrayInputStream(content, header, content.length - header))) {
      assertTrue(reader.next());
      assertInstanceOf(ParsedRecord.Frame.class, reader.record());
      assertTrue(reader.next());
      assertInstanceOf(ParsedRecord.Frame.class, reader.record());
      assertFalse(reader.next());
    }
    try (SegmentReader reader = SegmentReader.ofRecords(new ByteArrayInputStream(content))) {
      assertTrue(reader.next());
      assertThrows(InvalidRecordException.class, reader::record);
    }
  }

  @Test
  void shouldLeaveOutATornTailOnlyWhereItMayBe() throws Exception {
    byte[] content = segment("{\"a\":1}", "{\"b\":2}");
    byte[] torn = Arrays.copyOf(content, content.length - 3);

    SegmentReader open = read(torn, SegmentReader.Tail.MAY_BE_TORN);
    SegmentReader closed = read(torn, SegmentReader.Tail.WHOLE);

    assertTrue(open.next() && open.next());
    assertFalse(open.next());
    assertTrue(open.tornBytes() > 0);
    assertEquals(torn.length - open.tornBytes(), open.lineOffset());
    assertTrue(closed.next() && closed.next() && closed.next());
    assertThrows(InvalidRecordException.class, closed::record);
    assertFalse(closed.next());
  }

  @Test
  void shouldGoOnBehindALineThatIsNoRecord() throws Exception {
    byte[] content =
        (new String(segment("[1]"), StandardCharsets.UTF_8)
                + "damage\n"
                + new String(segment("[2]"), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    SegmentReader reader = read(content, SegmentReader.Tail.WHOLE);

    assertTrue(reader.next());
    assertTrue(reader.next());
    reader.record();
    assertTrue(reader.next());
    assertThrows(InvalidRecordException.class, reader::record);
    assertTrue(reader.next());
    assertThrows(InvalidRecordException.class, reader::record, "a second header");
    assertTrue(reader.next());
    assertEquals(1, ((ParsedRecord.Frame) reader.record()).copy()[1] - '1');
    assertFalse(reader.next());
  }

  @Test
  void shouldNotKeepALongHoleInMemory() throws Exception {
    byte[] content = segment("[1]");
    byte[] hole = new byte[40 << 20];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(content);
    out.write(hole);
    out.write('\n');
    int at = out.size();
    out.write(segment("[2]"));
    SegmentReader reader = read(out.toByteArray(), SegmentReader.Tail.WHOLE);

    assertTrue(reader.next() && reader.next());
    assertTrue(reader.next());
    assertEquals(content.length, reader.lineOffset());
    assertThrows(InvalidRecordException.class, reader::record);
    assertTrue(reader.lineBytes().length <= 4 << 20);
    assertTrue(reader.next());
    assertEquals(at, reader.lineOffset());
  }

  private static SegmentReader read(byte[] content, SegmentReader.Tail tail) throws IOException {
    return SegmentReader.of(new ByteArrayInputStream(content), tail);
  }

  private static byte[] segment(String... frames) {
    RecordEncoder encoder = new RecordEncoder();
    encoder.addHeader(HEADER);
    encoder.addBurst(Bursts.of(FlowControl.NONE, 7, frames));
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }
}
