package dev.caravan.manifest;

import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentHeader;

/** Takes what a {@link SegmentScan} finds, in order. */
public interface RecordVisitor {

  /** The first line; not called where it is no header. */
  default void header(SegmentHeader header) {}

  /**
   * A frame.
   *
   * @param frame valid until this returns
   * @param recognition what the mapping says of its bytes; valid until this returns
   * @param ids those that count for {@code frame.stream()}
   */
  void frame(ParsedRecord.Frame frame, Recognition recognition, FrameIds ids);

  /** A record that is no frame. */
  void event(ParsedRecord.Entry event);

  /** A line that is no record, or one that contradicts itself and was therefore also counted. */
  void offender(long offset, String reason);
}
