package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a journal back the strict way: whole lines, numbers without holes, an unbroken chain. */
final class Recorded {
  private Recorded() {}

  static List<String> frames(JournalDirectory directory) throws IOException {
    List<String> frames = new ArrayList<>();
    String previousSha256 = "";
    long number = 1;
    for (SegmentFile segment : directory.segments()) {
      assertEquals(number++, segment.name().number());
      Path file = segment.content().orElseThrow();
      try (SegmentReader reader = SegmentReader.open(file, SegmentReader.Tail.WHOLE)) {
        while (reader.next()) {
          ParsedRecord record = reader.record();
          if (record instanceof ParsedRecord.Header header) {
            assertEquals(segment.name(), header.segment().name());
            assertEquals(previousSha256, header.segment().previousSha256());
          } else if (record instanceof ParsedRecord.Frame frame) {
            frames.add(new String(frame.copy(), StandardCharsets.UTF_8));
          }
        }
        assertFalse(reader.lines() == 0);
      } catch (InvalidRecordException e) {
        fail(file + ": " + e.getMessage());
      }
      RunningHash hash = new RunningHash();
      byte[] content = Files.readAllBytes(file);
      hash.add(content, 0, content.length);
      previousSha256 = hash.hex();
    }
    return frames;
  }

  /** {@code [from] … [to]}. */
  static List<String> numbered(int from, int to) {
    List<String> frames = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      frames.add("[" + i + "]");
    }
    return frames;
  }
}
