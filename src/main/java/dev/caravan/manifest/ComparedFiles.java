package dev.caravan.manifest;

import dev.caravan.journal.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
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

  private record Pair(FileStamp plain, FileStamp compressed, Manifest manifest) {}

  // Guarded by itself; by the plain file's path.
  private final Map<Path, Pair> pairs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Pair> eldest) {
          return size() > MOST;
        }
      };

  /** Compares two files. */
  @FunctionalInterface
  interface Comparison {
    Manifest run() throws IOException;
  }

  /** Runs a comparison and remembers it if both files stayed the same meanwhile. */
  Manifest compare(Path plain, Path compressed, Comparison comparison) throws IOException {
    forget(plain);
    FileStamp plainBefore = FileStamp.of(plain);
    FileStamp compressedBefore = FileStamp.of(compressed);
    Manifest found = comparison.run();
    Instant now = Instant.now();
    if (plainBefore.isSettled(now)
        && plainBefore.isStillOf(plain)
        && compressedBefore.isSettled(now)
        && compressedBefore.isStillOf(compressed)) {
      synchronized (pairs) {
        pairs.put(plain, new Pair(plainBefore, compressedBefore, found));
      }
    }
    return found;
  }

  /** Whether this is the compressed file that was found to be what the manifest says. */
  boolean isCompressed(Path plain, Path compressed, Manifest manifest) {
    Pair known = known(plain);
    return known != null
        && known.manifest().compressed().equals(manifest.compressed())
        && known.compressed().isStillOf(compressed);
  }

  /** Whether this is the plain file that was found to be what the manifest says. */
  boolean isPlain(Path plain, Manifest manifest) {
    Pair known = known(plain);
    return known != null
        && known.manifest().plain().equals(manifest.plain())
        && known.plain().isStillOf(plain);
  }

  void forget(Path plain) {
    synchronized (pairs) {
      pairs.remove(plain);
    }
  }

  private @Nullable Pair known(Path plain) {
    synchronized (pairs) {
      return pairs.get(plain);
    }
  }
}
