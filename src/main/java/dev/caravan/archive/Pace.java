package dev.caravan.archive;

import java.io.IOException;

/**
 * Lets what matters more go first: called between small pieces of work, and waits as it sees fit.
 */
@FunctionalInterface
public interface Pace {

  /** Never waits. */
  Pace FULL = () -> {};

  /**
   * Waits.
   *
   * @throws StoppedException if the work is no longer wanted; it begins anew another time
   */
  void rest() throws IOException;
}
