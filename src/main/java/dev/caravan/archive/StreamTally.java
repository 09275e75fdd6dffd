package dev.caravan.archive;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import org.jspecify.annotations.Nullable;

/** Counts the lines of one stream of a day. Not thread-safe. */
final class StreamTally {

  private final StreamId stream;
  private long records;
  private long bytes;
  private long sum;
  private long frames;
  private long textFrames;
  private long bytesFrames;
  private long firstNs = Long.MAX_VALUE;
  private long lastNs = Long.MIN_VALUE;

  StreamTally(StreamId stream) {
    this.stream = stream;
  }

  void add(ParsedRecord.Entry entry, byte[] line, int from, int length) {
    records++;
    bytes += length + 1;
    sum += LineHash.of(line, from, length);
    firstNs = Math.min(firstNs, entry.receiveTimeNs());
    lastNs = Math.max(lastNs, entry.receiveTimeNs());
    if (entry instanceof ParsedRecord.Frame frame) {
      frames++;
      if (frame.form() == ParsedRecord.Form.TEXT) {
        textFrames++;
      } else if (frame.form() == ParsedRecord.Form.BYTES) {
        bytesFrames++;
      }
    }
  }

  StreamId stream() {
    return stream;
  }

  long records() {
    return records;
  }

  /** Plain bytes, newlines included. */
  long bytes() {
    return bytes;
  }

  /** The same for the same lines in any order, and hardly for any others. */
  long sum() {
    return sum;
  }

  long frames() {
    return frames;
  }

  long textFrames() {
    return textFrames;
  }

  long bytesFrames() {
    return bytesFrames;
  }

  @Nullable Long firstNs() {
    return records == 0 ? null : Long.valueOf(firstNs);
  }

  @Nullable Long lastNs() {
    return records == 0 ? null : Long.valueOf(lastNs);
  }
}
