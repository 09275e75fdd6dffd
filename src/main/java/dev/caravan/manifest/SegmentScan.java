package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentReader;
import java.io.IOException;

/**
 * Parses every line of a segment fully and recognises every frame by the venue's mapping.
 *
 * <p>A frame counts for the stream that its record names; its ids count where the mapping names the
 * same stream. Where the mapping names another one, the record is an offender. Not thread-safe.
 */
public final class SegmentScan {

  private final Mapping mapping;
  private final Recognition recognition = new Recognition();

  public SegmentScan(Mapping mapping) {
    this.mapping = requireNonNull(mapping, "mapping");
  }

  /** Reads to the end of the content. */
  public void run(SegmentReader reader, RecordVisitor visitor) throws IOException {
    while (reader.next()) {
      ParsedRecord record;
      try {
        record = reader.record();
      } catch (InvalidRecordException e) {
        visitor.offender(reader.lineOffset(), String.valueOf(e.getMessage()));
        continue;
      }
      if (record instanceof ParsedRecord.Header header) {
        visitor.header(header.segment());
      } else if (record instanceof ParsedRecord.Frame frame) {
        frame(frame, reader.lineOffset(), visitor);
      } else if (record instanceof ParsedRecord.Entry event) {
        visitor.event(event);
      }
    }
  }

  private void frame(ParsedRecord.Frame frame, long offset, RecordVisitor visitor) {
    mapping.recognise(frame.bytes(), frame.offset(), frame.length(), recognition);
    boolean isData = recognition.kind() == Recognition.Kind.DATA;
    boolean agrees = isData && recognition.stream().equals(frame.stream());
    if (isData && !agrees && !frame.stream().isNone()) {
      visitor.offender(
          offset,
          "record says stream " + frame.stream() + ", its frame is of " + recognition.stream());
    }
    visitor.frame(frame, recognition, agrees ? FrameIds.of(recognition) : FrameIds.NONE);
  }
}
