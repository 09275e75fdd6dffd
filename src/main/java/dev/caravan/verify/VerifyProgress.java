package dev.caravan.verify;

/** Is told how far a verification has come; from several threads. */
@FunctionalInterface
public interface VerifyProgress {

  /** For those who do not want to know. */
  VerifyProgress NONE = (done, total) -> {};

  /**
   * One more segment was read.
   *
   * @param done segments read so far
   * @param total segments to read
   */
  void segmentRead(int done, int total);
}
