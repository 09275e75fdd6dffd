package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something in the recording that is not as it was written.
 *
 * @param file relative to the data folder, with slashes
 * @param offset where the doubtful part begins, bytes of the plain content; 0 where all of it is
 * @param reason what is wrong, in one sentence
 */
public record Damage(String file, long offset, String reason) {
  public Damage {
    requireNonNull(file, "file");
    requireNonNull(reason, "reason");
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** In a file below a data folder. */
  static Damage in(Path dataDir, Path file, long offset, String reason) {
    return new Damage(dataDir.relativize(file).toString().replace('\\', '/'), offset, reason);
  }
}
