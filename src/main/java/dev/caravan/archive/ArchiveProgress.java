package dev.caravan.archive;

/** Hears how far the consolidation of a day has come. */
@FunctionalInterface
public interface ArchiveProgress {

  ArchiveProgress NONE = (phase, done, total) -> {};

  /**
   * Some more is done.
   *
   * @param phase {@code reading}, {@code sorting}, {@code writing}, {@code verifying} or {@code
   *     publishing}
   * @param done bytes, or files for publishing
   * @param total of the same
   */
  void at(String phase, long done, long total);
}
