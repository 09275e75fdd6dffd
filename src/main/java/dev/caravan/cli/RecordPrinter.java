package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.ParsedRecord;
import dev.caravan.recording.RecordSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.util.Locale;

/**
 * Prints records byte for byte as they were written, or their frames as they were received, each
 * with a newline behind it.
 *
 * <p>Not thread-safe.
 */
final class RecordPrinter {

  /** The output takes no more bytes. */
  static final class OutputException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether the reader at the other end simply went away. */
    boolean isBrokenPipe() {
      String message = getMessage();
      return message != null && message.toLowerCase(Locale.ROOT).contains("broken pipe");
    }
  }

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

  /** Records printed so far. */
  long printed() {
    return printed;
  }

  /** Prints all that the source gives. */
  void print(RecordSource source) throws IOException {
    while (source.next()) {
      if (!isBare) {
        write(source.lineBytes(), source.lineFrom(), source.lineLength());
      } else if (source.record() instanceof ParsedRecord.Frame frame) {
        write(frame.bytes(), frame.offset(), frame.length());
      }
    }
  }

  private void write(byte[] bytes, int offset, int length) throws OutputException {
    try {
      out.write(bytes, offset, length);
      out.write('\n');
    } catch (IOException e) {
      throw new OutputException(e);
    }
    printed++;
  }
}
