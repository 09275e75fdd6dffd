package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import java.util.HashMap;
import java.util.Map;

/** Remembers of each stream whether the filter wants it. Not thread-safe. */
final class WantedRecords {

  private final RecordFilter filter;
  private final Map<StreamId, Boolean> wanted = new HashMap<>();
  private StreamId lastStream = StreamId.NONE;
  private boolean isLastWanted;

  WantedRecords(RecordFilter filter) {
    this.filter = requireNonNull(filter, "filter");
    this.isLastWanted = filter.wants(lastStream);
  }

  boolean has(ParsedRecord.Entry record) {
    if (!filter.wantsTime(record)
        || (filter.framesOnly() && !(record instanceof ParsedRecord.Frame))) {
      return false;
    }
    StreamId stream = record.stream();
    if (!stream.equals(lastStream)) {
      isLastWanted = wanted.computeIfAbsent(stream, filter::wants);
      lastStream = stream;
    }
    return isLastWanted;
  }
}
