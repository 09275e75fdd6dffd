package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the highest id of each stream whose ids have no holes that is recorded, or recorded as
 * missing: in the newest manifest, and in the segments behind it.
 *
 * <p>Counts what was there when it was made, also while more is written and sealed meanwhile. Used
 * once, by any thread.
 */
public final class LastIds {

  /** More is not read: that takes longer than the answer is worth. */
  static final long MOST_BYTES = 1L << 30;

  private static final int LOOKS = 3;

  private final JournalDirectory journal;
  private final Mapping mapping;
  private final long lastNumber;
  private final long lastBytes;

  private LastIds(JournalDirectory journal, Mapping mapping, long lastNumber, long lastBytes) {
    this.journal = journal;
    this.mapping = mapping;
    this.lastNumber = lastNumber;
    this.lastBytes = lastBytes;
  }

  /**
   * Looks which segments there are now; reads none.
   *
   * @param mapping for the one who reads; not used meanwhile
   */
  public static LastIds in(JournalDirectory journal, Mapping mapping) throws IOException {
    requireNonNull(mapping, "mapping");
    List<SegmentFile> segments = journal.segments();
    if (segments.isEmpty()) {
      return new LastIds(journal, mapping, 0, 0);
    }
    SegmentFile last = segments.get(segments.size() - 1);
    long bytes = last.state() == SegmentFile.State.OPEN ? size(last) : Long.MAX_VALUE;
    return new LastIds(journal, mapping, last.name().number(), bytes);
  }

  private static long size(SegmentFile segment) throws IOException {
    Optional<Path> plain = segment.plain();
    try {
      return plain.isPresent() ? Files.size(plain.get()) : Long.MAX_VALUE;
    } catch (NoSuchFileException sealedMeanwhile) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Reads them.
   *
   * @throws IOException if that cannot be, or more than {@value #MOST_BYTES} bytes would have to be
   *     read
   */
  public Map<StreamId, Long> read() throws IOException {
    for (int look = 1; ; look++) {
      try {
        return readOnce();
      } catch (NoSuchFileException sealedMeanwhile) {
        if (look == LOOKS) {
          throw sealedMeanwhile;
        }
      }
    }
  }

  private Map<StreamId, Long> readOnce() throws IOException {
    List<SegmentFile> behind = new ArrayList<>();
    Map<StreamId, Long> ids = new HashMap<>();
    List<SegmentFile> segments = journal.segments();
    for (int i = segments.size() - 1; i >= 0; i--) {
      SegmentFile segment = segments.get(i);
      if (segment.name().number() > lastNumber) {
        continue;
      }
      if (segment.state() == SegmentFile.State.SEALED && take(segment, ids)) {
        break;
      }
      behind.add(0, segment);
    }
    checkSize(behind);
    for (SegmentFile segment : behind) {
      if (segment.content().isPresent()) {
        scan(segment, segment.content().get(), ids);
      }
    }
    return ids;
  }

  private boolean take(SegmentFile sealed, Map<StreamId, Long> into) throws IOException {
    try {
      for (Manifest.Stream stream :
          ManifestFormat.read(journal.manifest(sealed.name())).streams()) {
        Long highest = stream.highestId();
        if (highest != null) {
          add(stream.id(), highest, into);
        }
        for (Gap gap : stream.gaps()) {
          add(stream.id(), gap.last(), into);
        }
      }
      return true;
    } catch (ManifestException unreadable) {
      return false;
    }
  }

  private void checkSize(List<SegmentFile> segments) throws IOException {
    long bytes = 0;
    for (SegmentFile segment : segments) {
      bytes += segment.content().isPresent() ? Files.size(segment.content().get()) : 0;
    }
    if (bytes > MOST_BYTES) {
      throw new IOException(
          "too much is not sealed: bytes="
              + bytes
              + " limit="
              + MOST_BYTES
              + " segments="
              + segments.size());
    }
  }

  private void scan(SegmentFile segment, Path content, Map<StreamId, Long> into)
      throws IOException {
    long until = segment.name().number() == lastNumber ? lastBytes : Long.MAX_VALUE;
    Recognition recognition = new Recognition();
    // Whatever is torn or damaged is for others to tell.
    try (SegmentReader reader = SegmentReader.open(content, SegmentReader.Tail.MAY_BE_TORN)) {
      while (reader.next() && reader.lineOffset() < until) {
        ParsedRecord record = parsed(reader).orElse(null);
        if (record instanceof ParsedRecord.Event event) {
          add(event.stream(), lastMissing(event.event()), into);
        } else if (record instanceof ParsedRecord.Frame frame) {
          mapping.recognise(frame.bytes(), frame.offset(), frame.length(), recognition);
          if (recognition.kind() == Recognition.Kind.DATA
              && recognition.hasId()
              && recognition.stream().equals(frame.stream())) {
            add(frame.stream(), recognition.lastId(), into);
          }
        }
      }
    }
  }

  private static long lastMissing(RecordEvent event) {
    return event instanceof RecordEvent.Gap gap
        ? gap.last()
        : event instanceof RecordEvent.NotKept notKept ? notKept.last() : -1;
  }

  private static Optional<ParsedRecord> parsed(SegmentReader reader) {
    try {
      return Optional.of(reader.record());
    } catch (InvalidRecordException e) {
      return Optional.empty();
    }
  }

  private void add(StreamId stream, long id, Map<StreamId, Long> into) {
    if (id >= 0
        && !stream.isNone()
        && mapping.sequencing(stream.channel()) == Sequencing.CONTIGUOUS) {
      into.merge(stream, id, Math::max);
    }
  }
}
