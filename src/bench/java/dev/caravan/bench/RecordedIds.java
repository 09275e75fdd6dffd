package dev.caravan.bench;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads back what was recorded of a {@link FloodVenue}: whether each id came once, in order. */
final class RecordedIds {

  private static final String FRAME = "{\"stream\":\"";
  private static final String BOOK = "\"lastUpdateId\":";
  private static final String TRADE = ",\"t\":";

  private final Map<String, Long> last = new HashMap<>();
  private long messages;

  private RecordedIds() {}

  /**
   * Reads segments, sealed or not.
   *
   * @param folder of the venue's segments
   * @param sent how many messages there must be
   * @throws IOException if it is another number, or an id is missing, doubled or out of order
   */
  static void check(Path folder, long sent) throws IOException {
    List<Path> segments;
    try (Stream<Path> all = Files.list(folder)) {
      segments =
          all.filter(file -> file.toString().matches(".*\\.jsonl(\\.zst)?")).sorted().toList();
    }
    RecordedIds ids = new RecordedIds();
    for (Path segment : segments) {
      try (BufferedReader lines = lines(segment)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          ids.take(line);
        }
      }
    }
    if (ids.messages != sent) {
      throw new IOException("sent " + sent + ", recorded " + ids.messages);
    }
  }

  private static BufferedReader lines(Path segment) throws IOException {
    InputStream bytes = Files.newInputStream(segment);
    return new BufferedReader(
        new InputStreamReader(
            segment.toString().endsWith(".zst") ? new ZstdInputStream(bytes) : bytes,
            StandardCharsets.ISO_8859_1),
        1 << 16);
  }

  private void take(String line) throws IOException {
    int frame = line.indexOf(FRAME);
    if (frame < 0) {
      return;
    }
    messages++;
    int nameAt = frame + FRAME.length();
    String stream = line.substring(nameAt, line.indexOf('"', nameAt));
    String key = stream.endsWith("@trade") ? TRADE : BOOK;
    int idAt = line.indexOf(key, nameAt) + key.length();
    long id = Long.parseLong(line, idAt, idAt + 10, 10);
    long expected = last.getOrDefault(stream, FloodVenue.FIRST_ID - 1) + 1;
    if (id != expected) {
      throw new IOException(stream + ": expected id " + expected + ", recorded " + id);
    }
    last.put(stream, id);
  }
}
