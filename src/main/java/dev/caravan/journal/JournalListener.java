package dev.caravan.journal;

import java.nio.file.Path;

/** Hears what happens to a journal, on its writer thread; must return soon and must not throw. */
public interface JournalListener {

  /** A segment is whole, synced and closed: it may be sealed. Also the last one, at close. */
  default void onRotated(Path plainFile) {}

  /** Writing began to fail; the sentence says what is tried and what helps. */
  default void onTrouble(String sentence) {}

  /** All that waited is written, and synced where syncing had failed. */
  default void onRecovered() {}

  /** Hears nothing. */
  JournalListener NONE = new JournalListener() {};
}
