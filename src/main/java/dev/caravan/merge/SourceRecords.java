package dev.caravan.merge;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentName;
import dev.caravan.recording.NamePatterns;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs through one venue of one recording and says by which key each frame is known to be the same
 * as one of the other recording.
 *
 * <p>The key of a frame is its ids where its channel has them, else its bytes, by two hashes of
 * them. Not thread-safe.
 */
final class SourceRecords implements Closeable {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final RecordSource source;
  private final Mapping mapping;
  private final Recognition recognition = new Recognition();
  private final long limit;
  private long read;
  private boolean hasRecord;
  // The file read last and its number.
  private @Nullable Path segmentFile;
  private long segment;
  private boolean hasIds;
  private long first;
  private long last;

  private SourceRecords(RecordSource source, Mapping mapping, long limit) {
    this.source = source;
    this.mapping = mapping;
    this.limit = limit;
  }

  /**
   * Opens one venue of a data folder.
   *
   * @param limit how many records to read at most: a recording may grow meanwhile
   */
  static SourceRecords open(
      Path data,
      String venue,
      RecordFilter filter,
      Function<String, Mapping> mappings,
      long limit,
      Consumer<Unreadable> problems)
      throws IOException {
    RecordFilter ofVenue = filter.ofVenues(NamePatterns.exactly(List.of(venue)));
    return new SourceRecords(
        RecordSource.open(data, ofVenue, problems), mappings.apply(venue), limit);
  }

  /** Goes to the next record; false at the end. */
  boolean next() throws IOException {
    hasRecord = read < limit && source.next();
    if (hasRecord) {
      read++;
      hasIds = false;
      if (source.record() instanceof ParsedRecord.Frame frame && !frame.stream().isNone()) {
        identify(frame);
      }
    }
    return hasRecord;
  }

  private void identify(ParsedRecord.Frame frame) {
    mapping.recognise(frame.bytes(), frame.offset(), frame.length(), recognition);
    hasIds = recognition.hasId() && recognition.stream().equals(frame.stream());
    if (hasIds) {
      first = recognition.firstId();
      last = recognition.lastId();
    } else {
      hash(frame);
    }
  }

  private void hash(ParsedRecord.Frame frame) {
    long one = FNV_OFFSET;
    long other = frame.length();
    for (int i = frame.offset(); i < frame.offset() + frame.length(); i++) {
      one = (one ^ (frame.bytes()[i] & 0xff)) * FNV_PRIME;
      other = other * 31 + frame.bytes()[i];
    }
    first = one;
    last = other;
  }

  boolean hasRecord() {
    return hasRecord;
  }

  ParsedRecord.Entry record() {
    return source.record();
  }

  /** How many records were read. */
  long read() {
    return read;
  }

  /** Number of the segment in which the record stands; 0 in the archive. */
  long segment() {
    Path file = source.file();
    if (!file.equals(segmentFile)) {
      segmentFile = file;
      segment =
          SegmentName.parse(file.getFileName().toString()).map(SegmentName::number).orElse(0L);
    }
    return segment;
  }

  String journal() {
    return source.journal();
  }

  /** Whether the record is a frame whose stream has ids; only those count on. */
  boolean hasIds() {
    return hasIds;
  }

  /** First id that the frame accounts for, or the first half of the key of its bytes. */
  long first() {
    return first;
  }

  /** Last id, or the second half. */
  long last() {
    return last;
  }

  /** Whether a hole in the ids of this stream is known to the id. */
  boolean isContiguous(StreamId stream) {
    return !stream.isNone() && mapping.sequencing(stream.channel()) == Sequencing.CONTIGUOUS;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
