package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * A file to read, on any thread.
 *
 * @param bytes how long it is
 * @param work reads it and gives what is then to be done in order
 */
record ReadingStep(long bytes, Callable<Runnable> work) {

  ReadingStep {
    requireNonNull(work, "work");
  }

  /** Reads a file that may change its name or vanish meanwhile. */
  static ReadingStep of(Path file, Callable<Runnable> work) {
    return new ReadingStep(length(file), work);
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
