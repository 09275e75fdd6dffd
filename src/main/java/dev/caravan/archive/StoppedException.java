package dev.caravan.archive;

import java.io.IOException;
import java.io.Serial;

/** The work was asked to end before it was done; what it left is made again another time. */
public final class StoppedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public StoppedException(String what) {
    super(what + " stopped on request; it begins anew another time");
  }
}
