package dev.caravan.incident;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps lines durable: the seam between {@link IncidentLog} and the disk.
 *
 * <p>Called under the lock of its log.
 */
interface IncidentFile extends Closeable {

  /** The whole lines that are there; an unfinished last one is cut. */
  List<String> read() throws IOException;

  /** Appends all of these and syncs; after a failure none of them is there. */
  void append(List<String> lines) throws IOException;

  /** Replaces the whole content, at once: a crash leaves the old or the new one. */
  void replace(List<String> lines) throws IOException;

  @Override
  void close() throws IOException;

  /** The file of this path on the real disk; its folder is made. */
  static IncidentFile on(Path path) throws IOException {
    return new DiskIncidentFile(path);
  }

  /** The bytes of these lines. */
  static byte[] bytes(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
