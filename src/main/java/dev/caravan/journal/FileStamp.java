package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like without reading it: whoever sees the same stamp later, sees the file that
 * it was, and nobody wrote into it meanwhile.
 *
 * @param key device and inode, so that a file put in its place is another one; null where the file
 *     system has none
 */
public record FileStamp(long bytes, FileTime changedAt, @Nullable Object key) {

  // File systems stamp with a clock that ticks every few milliseconds.
  private static final Duration TICK = Duration.ofMillis(50);

  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(seen.size(), seen.lastModifiedTime(), seen.fileKey());
  }

  /** Whether whatever is written from now on gives another stamp. */
  public boolean isSettled(Instant now) {
    return key != null && changedAt.toInstant().plus(TICK).isBefore(now);
  }

  /** Whether the file is still the one that this was taken of. */
  public boolean isStillOf(Path file) {
    try {
      return Objects.equals(this, of(file));
    } catch (IOException e) {
      return false; // whoever reads it will say what is wrong with it
    }
  }
}
