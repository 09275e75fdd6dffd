package dev.caravan.manifest;

import dev.caravan.journal.FileStamp;
import dev.caravan.journal.RecentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which files were just read whole and compared, so that the steps behind that need not
 * read them again while nobody touches them.
 *
 * <p>Knows nothing after a restart, nor of a file that was written a moment before it was compared:
 * then the files are read again. Thread-safe.
 */
final class ComparedFiles {

  private static final int MOST = 64;

  /** Null where a file is not known. */
  private record Pair(
      @Nullable FileStamp plain, @Nullable FileStamp compressed, Manifest manifest) {}

  private final Map<Path, Pair> pairs = RecentFiles.atMost(MOST); // by the plain file

  /** Compares two files. */
  @FunctionalInterface
  interface Comparison {
    Manifest run() throws IOException;
  }

  /** Runs a comparison and remembers which of the files stayed the same meanwhile. */
  Manifest compare(Path plain, Path compressed, Comparison comparison) throws IOException {
    forget(plain);
    FileStamp plainBefore = FileStamp.of(plain);
    FileStamp compressedBefore = FileStamp.of(compressed);
    Manifest found = comparison.run();
    Pair pair = new Pair(settled(plainBefore, plain), settled(compressedBefore, compressed), found);
    pairs.put(plain, pair);
    return found;
  }

  private static @Nullable FileStamp settled(FileStamp before, Path file) {
    return before.isSettled(Instant.now()) && before.isStillOf(file) ? before : null;
  }

  /** Whether this is the compressed file that was found to be what the manifest says. */
  boolean isCompressed(Path plain, Path compressed, Manifest manifest) {
    Pair known = pairs.get(plain);
    FileStamp stamp = known == null ? null : known.compressed();
    return known != null
        && known.manifest().compressed().equals(manifest.compressed())
        && stamp != null
        && stamp.isStillOf(compressed);
  }

  /** Whether this is the plain file that was found to be what the manifest says. */
  boolean isPlain(Path plain, Manifest manifest) {
    Pair known = pairs.get(plain);
    FileStamp stamp = known == null ? null : known.plain();
    return known != null
        && known.manifest().plain().equals(manifest.plain())
        && stamp != null
        && stamp.isStillOf(plain);
  }

  void forget(Path plain) {
    pairs.remove(plain);
  }
}
