package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the digests of the segments that this process rotated, and the checksum of what was
 * written to them, so that whoever seals one need not do again what was done before.
 *
 * <p>Knows nothing of a file that somebody else changed since. Thread-safe.
 */
final class RotatedDigests {
  private static final int MOST = 256;

  private record Known(FileStamp stamp, String sha256, OptionalLong encodedCrc32) {}

  // Guarded by itself.
  private final Map<Path, Known> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MOST;
        }
      };

  void add(Path plain, String sha256, OptionalLong encodedCrc32) {
    try {
      Known rotated = new Known(FileStamp.of(plain), sha256, encodedCrc32);
      synchronized (known) {
        known.put(plain.toAbsolutePath().normalize(), rotated);
      }
    } catch (IOException e) {
      // whoever seals it reads it, and says what is wrong with it
    }
  }

  Optional<String> of(Path plain) {
    return known(plain).map(Known::sha256);
  }

  OptionalLong encodedCrc32(Path plain) {
    return known(plain).map(Known::encodedCrc32).orElseGet(OptionalLong::empty);
  }

  private Optional<Known> known(Path plain) {
    Path path = plain.toAbsolutePath().normalize();
    @Nullable Known rotated;
    synchronized (known) {
      rotated = known.get(path);
    }
    return rotated != null && rotated.stamp().isStillOf(path)
        ? Optional.of(rotated)
        : Optional.empty();
  }
}
