package dev.caravan.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Puts failures of files into words for a person. */
final class Failures {

  /** How Linux ends the message of a write that found no room. */
  private static final String DISK_FULL = "No space left on device";

  private Failures() {}

  /** One sentence; the messages of the JDK are often only a path. */
  static String words(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file: " + e.getMessage();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied: " + e.getMessage() + "; run it as a user who may read the file";
    }
    if (String.valueOf(e.getMessage()).endsWith(DISK_FULL)) {
      return "the disk is full: "
          + e.getMessage()
          + "; free space and run it again, what it reads from is as it was";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
