package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.ParsedRecord;
import dev.caravan.recording.RecordSource;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Prints records byte for byte as they were written, or their frames as they were received, each
 * with a newline behind it.
 *
 * <p>Not thread-safe.
 */
final class RecordPrinter implements RecordOutput {

  private static final byte[] NEWLINE = {'\n'};

  private final boolean isBare;
  private final OutputStream out;
  private long printed;

  /**
   * Prints to a stream.
   *
   * @param isBare whether only the frame is printed, as it was received
   * @param out should be buffered
   */
  RecordPrinter(boolean isBare, OutputStream out) {
    this.isBare = isBare;
    this.out = requireNonNull(out, "out");
  }

  @Override
  public long printed() {
    return printed;
  }

  @Override
  public void print(RecordSource source) throws IOException {
    while (source.next()) {
      if (!isBare) {
        write(source.lineBytes(), source.lineFrom(), source.lineLength());
      } else if (source.record() instanceof ParsedRecord.Frame frame) {
        write(frame.bytes(), frame.offset(), frame.length());
      }
    }
  }

  private void write(byte[] bytes, int offset, int length) throws OutputException {
    OutputException.write(out, bytes, offset, length);
    OutputException.write(out, NEWLINE, 0, 1);
    printed++;
  }
}
