package dev.caravan.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds real captures; they are not part of the repository. */
public final class Captures {

  /** Whether the one line that says why tests are skipped has been written. */
  private static final AtomicBoolean said = new AtomicBoolean();

  private Captures() {}

  /** A file below the folder named by {@code -Dcaravan.corpora}; without it the test is skipped. */
  public static Path file(String name) {
    Path file = Path.of(System.getProperty("caravan.corpora", "../shared/corpora"), name);
    boolean isThere = Files.isReadable(file);
    if (!isThere && !said.getAndSet(true)) {
      System.err.println(
          "tests on real captures are skipped: none at "
              + file
              + "; name their folder with -Dcaravan.corpora");
    }
    assumeTrue(isThere, () -> "skipped, no real capture at " + file);
    return file;
  }

  /** The messages of a {@code .ndjson} or {@code .ndjson.zst} capture, one a line. */
  public static List<byte[]> lines(Path file) throws IOException {
    byte[] all;
    try (InputStream content = Files.newInputStream(file);
        InputStream plain =
            file.toString().endsWith(".zst") ? new ZstdInputStream(content) : content) {
      all = plain.readAllBytes();
    }
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        lines.add(Arrays.copyOfRange(all, from, i));
        from = i + 1;
      }
    }
    if (from < all.length) {
      lines.add(Arrays.copyOfRange(all, from, all.length));
    }
    return lines;
  }

  /** The same messages, each with a newline behind it. */
  public static byte[] joined(List<byte[]> lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.writeBytes(line);
      all.write('\n');
    }
    return all.toByteArray();
  }
}
