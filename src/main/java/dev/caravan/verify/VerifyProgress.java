package dev.caravan.verify;

/** Is told how far a verification has come; from several threads. */
@FunctionalInterface
public interface VerifyProgress {

  /** For those who do not want to know. */
  VerifyProgress NONE = (done, total) -> {};

  /**
   * One more file was read.
   *
   * @param done bytes of the files read so far, as they lie on the disk
   * @param total bytes of all files to read
   */
  void bytesRead(long done, long total);
}
