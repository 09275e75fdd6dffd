package dev.caravan.merge;

import dev.caravan.journal.ParsedRecord;

/**
 * A frame on its way into the merged recording, with bytes of its own.
 *
 * @param segment number of its segment in the recording that it is from
 * @param alignedNs its receive time by the clock of the first recording
 */
record MergedFrame(ParsedRecord.Frame frame, Side side, long segment, long alignedNs) {

  /** Copies the bytes of a record that is valid only until the next one is read. */
  static MergedFrame keep(ParsedRecord.Frame frame, Side side, long segment, long alignedNs) {
    ParsedRecord.Frame own =
        new ParsedRecord.Frame(
            frame.receiveTimeNs(),
            frame.stream(),
            frame.connection(),
            frame.form(),
            frame.copy(),
            0,
            frame.length());
    return new MergedFrame(own, side, segment, alignedNs);
  }
}
