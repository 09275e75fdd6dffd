package dev.caravan.journal;

import java.io.IOException;

/** The disk may have lost what was not durable: write it again, to another file. */
final class SyncFailedException extends Exception {

  SyncFailedException(IOException cause) {
    super(cause);
  }

  String reason() {
    return String.valueOf(getCause());
  }
}
