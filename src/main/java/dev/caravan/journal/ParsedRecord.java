package dev.caravan.journal;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.Arrays;

/** One line of a segment, understood. */
public sealed interface ParsedRecord {

  /** The first line. */
  record Header(SegmentHeader segment) implements ParsedRecord {}

  /** Every line behind the header. */
  sealed interface Entry extends ParsedRecord {
    /** Wall time of the socket read, nanoseconds since the epoch. */
    long receiveTimeNs();

    /** {@link StreamId#NONE} for control and unrecognised frames. */
    StreamId stream();

    String connection();
  }

  /** How a frame stands in its line. */
  enum Form {
    /** Unchanged under {@code frame}. */
    EMBEDDED,
    /** As a string under {@code text}. */
    TEXT,
    /** As base64 under {@code bytes}. */
    BYTES
  }

  /**
   * A frame as it was received.
   *
   * @param bytes holds the frame at {@code offset}, {@code length} bytes long; an embedded frame
   *     lies in the array that was parsed and is valid until that one is used again
   */
  record Frame(
      long receiveTimeNs,
      StreamId stream,
      String connection,
      Form form,
      byte[] bytes,
      int offset,
      int length)
      implements Entry {

    /** A copy of the frame alone. */
    public byte[] copy() {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
  }

  /** Something that the recorder said. */
  record Event(long receiveTimeNs, StreamId stream, String connection, RecordEvent event)
      implements Entry {}

  /**
   * Something that a later version of the recorder said.
   *
   * @param kind the key in place of {@code frame}
   * @param json its value, an object or array
   */
  record UnknownEvent(
      long receiveTimeNs, StreamId stream, String connection, String kind, String json)
      implements Entry {}
}
