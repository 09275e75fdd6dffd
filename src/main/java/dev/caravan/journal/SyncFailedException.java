package dev.caravan.journal;

import java.io.IOException;

/** The disk may have lost what was not durable: write it again, to another file. */
final class SyncFailedException extends Exception {

  private final IOException reason;

  SyncFailedException(IOException reason) {
    super(reason);
    this.reason = reason;
  }

  IOException reason() {
    return reason;
  }
}
