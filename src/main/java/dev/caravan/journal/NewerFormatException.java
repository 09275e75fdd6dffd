package dev.caravan.journal;

import java.io.IOException;
import java.io.Serial;

/** A file was written by a newer version of this software; upgrade to read it, nothing is wrong. */
public final class NewerFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  NewerFormatException(String file, long found, int known) {
    super(
        "segment not read: file=%s format=%d known=%d; a newer Caravan wrote it, upgrade to read it"
            .formatted(file, found, known));
  }
}
