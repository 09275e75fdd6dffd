package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

/**
 * How consolidation works.
 *
 * @param memory bytes that buffers and compressor may take together
 * @param openFiles most files open at the same time
 * @param level of zstd for the files of the archive, 1 (fast) to 22 (small)
 * @param software named in manifests: {@code caravan 0.1.0}
 */
public record ArchiveOptions(long memory, int openFiles, int level, String software) {

  public static final long DEFAULT_MEMORY = 64L << 20;
  public static final int DEFAULT_OPEN_FILES = 64;
  static final int FEWEST_OPEN_FILES = 8;

  public ArchiveOptions {
    requireNonNull(software, "software");
    if (memory < 1) {
      throw new IllegalArgumentException("memory must be positive: " + memory);
    }
    if (openFiles < FEWEST_OPEN_FILES) {
      throw new IllegalArgumentException(
          "open files must be " + FEWEST_OPEN_FILES + " or more: " + openFiles);
    }
    if (level < 1 || level > 22) {
      throw new IllegalArgumentException("compress level must be 1 to 22: " + level);
    }
  }
}
