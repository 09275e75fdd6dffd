package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what is known of the segments that this process rotated.
 *
 * <p>Knows no digest of a file that somebody else changed since; what was written to it, it knows
 * all the same. Thread-safe.
 */
final class RotatedSegments {
  private static final int MOST = 256;

  private record Known(FileStamp stamp, Rotated rotated) {}

  private final Map<Path, Known> known = RecentFiles.atMost(MOST);

  void add(Path plain, Rotated rotated) {
    try {
      known.put(plain.toAbsolutePath().normalize(), new Known(FileStamp.of(plain), rotated));
    } catch (IOException e) {
      // whoever seals it reads it, and says what is wrong with it
    }
  }

  Optional<Rotated> of(Path plain) {
    Path path = plain.toAbsolutePath().normalize();
    @Nullable Known then = known.get(path);
    if (then == null) {
      return Optional.empty();
    }
    return Optional.of(
        then.stamp().isStillOf(path)
            ? then.rotated()
            : new Rotated(Optional.empty(), then.rotated().encodedCrc32()));
  }
}
