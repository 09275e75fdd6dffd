package dev.caravan.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.util.Locale;

/** The output takes no more bytes. */
final class OutputException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  OutputException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Writes, and tells a failure of the output from all others. */
  static void write(OutputStream out, byte[] bytes, int offset, int length) throws OutputException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Whether the reader at the other end simply went away. */
  boolean isBrokenPipe() {
    String message = getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("broken pipe");
  }
}
