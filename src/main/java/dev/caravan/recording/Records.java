package dev.caravan.recording;

import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A sequence of wanted records, read one after the other. Not thread-safe. */
interface Records extends Closeable {

  /** Goes to the next wanted record; false at the end. */
  boolean next() throws IOException;

  /** Valid until {@link #next}. */
  ParsedRecord.Entry record();

  /** Its line is the record's. */
  SegmentReader reader();

  /** The file in which the record stands. */
  Path file();
}
