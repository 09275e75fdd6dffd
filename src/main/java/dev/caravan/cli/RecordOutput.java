package dev.caravan.cli;

import dev.caravan.recording.RecordSource;
import java.io.IOException;

/** One form in which records are printed. */
interface RecordOutput {

  /**
   * Prints all that the source gives.
   *
   * @throws OutputException if the output takes no more bytes
   */
  void print(RecordSource source) throws IOException;

  /** Lines printed so far, without a header. */
  long printed();

  /** What a person should know besides; lines that end with a newline, or nothing. */
  default String remarks() {
    return "";
  }
}
