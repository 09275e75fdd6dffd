package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A client whose cost is measured: started on a simulated venue, asked what it received, ended. */
interface Subject extends AutoCloseable {

  /**
   * What was received so far.
   *
   * @param frames all of them
   * @param bytes of their payload
   * @param atSeconds when that was so; only differences mean anything
   */
  record Received(long frames, long bytes, double atSeconds) {}

  long pid();

  /** Whether it receives. */
  boolean isReceiving() throws IOException;

  Received received() throws IOException;

  /** What it writes to now, once it receives. */
  Path file() throws IOException;

  /** Ends it in its own way, after which its files are complete. */
  void end() throws IOException, InterruptedException;

  @Override
  void close();
}
