package dev.caravan.journal;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.nio.file.Path;

/** Hears what happens to a journal, on its writer thread; must return soon and must not throw. */
public interface JournalListener {

  /** A segment is whole, synced and closed: it may be sealed. Also the last one, at close. */
  default void onRotated(Path plainFile) {}

  /** Writing began to fail; the sentence says what is tried and what helps. */
  default void onTrouble(String sentence) {}

  /** Frames were not kept while the disk was full; that is recorded now. */
  default void onNotKept(StreamId stream, RecordEvent.NotKept gap) {}

  /** All that waited is written, and synced where syncing had failed. */
  default void onRecovered() {}

  /** Hears nothing. */
  JournalListener NONE = new JournalListener() {};
}
