package dev.caravan.journal;

import dev.caravan.disk.DiskSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * All that the writer and recovery change on a disk, so that a test can make any of it fail.
 *
 * <p>Reading needs no seam: what was written is read as it lies there.
 */
public interface SegmentFiles {

  /** One file being written at its end. Belongs to one thread. */
  interface Output extends Closeable {
    /** Writes some of the bytes at the end and says how many; may be fewer than remain. */
    int write(ByteBuffer bytes) throws IOException;

    /** Cuts the file; what is written next stands there. */
    void truncate(long length) throws IOException;

    /** Returns once the content, and what is needed to read it, is on the disk (fdatasync). */
    void force() throws IOException;

    long length() throws IOException;
  }

  /** Makes a file and fails where one exists. */
  Output create(Path file) throws IOException;

  /** Opens an existing file to go on at its end. */
  Output open(Path file) throws IOException;

  /** Makes a folder and its parents, and syncs what it changed. */
  void createFolder(Path folder) throws IOException;

  /** Renames atomically within a file system; replaces what has the new name. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Returns once the names in the folder are on the disk. */
  void syncFolder(Path folder) throws IOException;

  /** Bytes that may still be written below a folder. */
  default long usableBytes(Path folder) throws IOException {
    return DiskSpace.usableBytes(folder);
  }

  /** The machine's file system. */
  static SegmentFiles system() {
    return new SystemSegmentFiles();
  }
}
