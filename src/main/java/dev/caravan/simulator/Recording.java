package dev.caravan.simulator;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorded frames, one a line, and the REST answers recorded beside them.
 *
 * <p>Shape: {@code NAME.ndjson} or {@code NAME.ndjson.zst}, each line a frame as received; beside
 * it, if there, {@code NAME.rest.ndjson} or {@code NAME.rest.ndjson.zst}, each line {@code
 * {"url":…,"symbol":…,"after_ws_line":n,"body":…}} with the number of frames received before.
 *
 * @param frames the frames; the arrays must not be written
 * @param restLines the lines of the REST file; none if there is no such file
 */
public record Recording(List<byte[]> frames, List<byte[]> restLines) {

  private static final int CHUNK_BYTES = 1 << 16;

  public Recording {
    frames = List.copyOf(frames);
    restLines = List.copyOf(restLines);
  }

  /**
   * Reads a recording into memory.
   *
   * @throws IOException if there is no such file, it cannot be read or it has no line
   */
  public static Recording read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "no file to serve: file=" + file + "; name a readable .ndjson or .ndjson.zst file");
    }
    List<byte[]> frames = lines(file);
    if (frames.isEmpty()) {
      throw new IOException("nothing to serve: file=" + file + " lines=0; name another file");
    }
    String name = file.getFileName().toString().replaceFirst("\\.ndjson(\\.zst)?$", "");
    for (String ending : List.of(".rest.ndjson", ".rest.ndjson.zst")) {
      Path rest = file.resolveSibling(name + ending);
      if (Files.exists(rest)) {
        return new Recording(frames, lines(rest));
      }
    }
    return new Recording(frames, List.of());
  }

  private static List<byte[]> lines(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (InputStream plain = open(file)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = plain.read(chunk); read >= 0; read = plain.read(chunk)) {
        int start = 0;
        for (int i = 0; i < read; i++) {
          if (chunk[i] == '\n') {
            line.write(chunk, start, i - start);
            addLine(line, lines);
            start = i + 1;
          }
        }
        line.write(chunk, start, read - start);
      }
      addLine(line, lines);
    }
    return lines;
  }

  private static void addLine(ByteArrayOutputStream line, List<byte[]> lines) {
    if (line.size() > 0) {
      lines.add(line.toByteArray());
      line.reset();
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES);
    if (!file.toString().endsWith(".zst")) {
      return raw;
    }
    try {
      return new ZstdInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
