package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A place of a recording that could not be read; what lies behind it was read where that was
 * possible.
 *
 * @param file which file
 * @param offset from where on, bytes of the plain content; 0 where all of it is meant
 * @param reason what is wrong
 */
public record Unreadable(Path file, long offset, String reason) {

  public Unreadable {
    requireNonNull(file, "file");
    requireNonNull(reason, "reason");
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** One sentence for a person. */
  @Override
  public String toString() {
    return "cannot be read: file=" + file + " offset=" + offset + " reason=" + reason;
  }
}
