package dev.caravan.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks how much room the file system of a folder has.
 *
 * <p>To ask for the file store itself would read the table of all mounts, which takes as long as
 * writing a small batch; so it is asked only where the short way has no answer.
 */
public final class DiskSpace {

  private DiskSpace() {}

  /** The folder itself, or where it is not there the one in which it would be made. */
  public static Path existing(Path folder) {
    Path existing = folder.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }

  /**
   * Bytes that may still be written below a folder.
   *
   * @throws IOException where the folder does not exist or its file system does not answer
   */
  public static long usableBytes(Path folder) throws IOException {
    long bytes = folder.toFile().getUsableSpace();
    return bytes > 0 ? bytes : Files.getFileStore(folder).getUsableSpace();
  }

  /**
   * Size of the file system that holds a folder.
   *
   * @throws IOException as {@link #usableBytes}
   */
  public static long totalBytes(Path folder) throws IOException {
    long bytes = folder.toFile().getTotalSpace();
    return bytes > 0 ? bytes : Files.getFileStore(folder).getTotalSpace();
  }
}
