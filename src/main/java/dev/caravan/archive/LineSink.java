package dev.caravan.archive;

import java.io.IOException;

/** Takes lines of numbered streams, in order within each stream. */
@FunctionalInterface
interface LineSink {

  /** A line without its newline; the bytes are valid until this returns. */
  void line(int stream, byte[] bytes, int from, int length) throws IOException;
}
