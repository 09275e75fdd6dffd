package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory behind the end of a file in memory, there before somebody writes to it.
 *
 * <p>What a machine takes to find and clear a page is no recorder's cost, and more than what a
 * recorder does with it: a virtual machine gets pages back from its host one by one, 4 to 7 µs for
 * each on the machine of {@code performance.md}, and even one that it has takes 1 µs. With this,
 * files are written as if over older ones: memory that was touched before.
 */
final class TouchedMemory {

  private static final int PIECE = 32 << 20;

  private TouchedMemory() {}

  /**
   * Puts it there, in pieces, since a writer of the file waits meanwhile.
   *
   * @param bytes how much will be written at most; the file's length stays as it is
   * @return up to where in the file it lies
   * @throws IOException if there is not enough, or no {@code fallocate} command
   */
  static long behind(Path file, long bytes) throws IOException, InterruptedException {
    long from = Files.size(file);
    for (long at = from; at < from + bytes; at += PIECE) {
      try {
        allocate(file, at); // takes pages
        allocate(file, at); // clears them
      } catch (IOException e) {
        throw new IOException(
            "of "
                + bytes
                + " bytes of memory behind "
                + file
                + " only "
                + (at - from)
                + " are there: take a shorter --warm-up or --window, or another --folder",
            e);
      }
    }
    return from + bytes;
  }

  private static void allocate(Path file, long at) throws IOException, InterruptedException {
    Process command =
        new ProcessBuilder(
                "fallocate", "--keep-size", "-o", "" + at, "-l", "" + PIECE, file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(command.getInputStream().readAllBytes());
    if (command.waitFor() != 0) {
      throw new IOException(said.strip());
    }
  }
}
