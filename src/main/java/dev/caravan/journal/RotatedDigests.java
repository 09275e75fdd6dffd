package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the digests of the segments that this process rotated, so that whoever seals one need
 * not make it again.
 *
 * <p>Knows nothing of a file that somebody else changed since. Thread-safe.
 */
final class RotatedDigests {
  private static final int MOST = 256;

  private record Known(FileStamp stamp, String sha256) {}

  // Guarded by itself.
  private final Map<Path, Known> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MOST;
        }
      };

  void add(Path plain, String sha256) {
    try {
      Known rotated = new Known(FileStamp.of(plain), sha256);
      synchronized (known) {
        known.put(plain.toAbsolutePath().normalize(), rotated);
      }
    } catch (IOException e) {
      // whoever seals it reads it, and says what is wrong with it
    }
  }

  Optional<String> of(Path plain) {
    Path path = plain.toAbsolutePath().normalize();
    @Nullable Known rotated;
    synchronized (known) {
      rotated = known.get(path);
    }
    return rotated != null && rotated.stamp().isStillOf(path)
        ? Optional.of(rotated.sha256())
        : Optional.empty();
  }
}
