package dev.caravan.manifest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Changes files for sealing: each method is one step that a crash can fall behind.
 *
 * <p>A seam, so that a test can stop after any of them.
 */
interface SealFiles {

  /** Creates a file or empties the one that is there. */
  FileChannel create(Path file) throws IOException;

  /** Makes content and length durable. */
  void sync(FileChannel channel) throws IOException;

  /** Takes the place of {@code to} in one step. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes creations, renames and deletions in the folder durable. */
  void syncFolder(Path folder) throws IOException;

  /** The machine's own files. */
  static SealFiles system() {
    return new SealFiles() {
      @Override
      public FileChannel create(Path file) throws IOException {
        return FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
      }

      @Override
      public void sync(FileChannel channel) throws IOException {
        channel.force(true);
      }

      @Override
      public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      }

      @Override
      public void delete(Path file) throws IOException {
        Files.delete(file);
      }

      @Override
      public void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    };
  }
}
