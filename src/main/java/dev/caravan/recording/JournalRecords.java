package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentName;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wanted records of one journal in the order in which they were written.
 *
 * <p>Takes no lock: a segment that is sealed meanwhile is looked for again, one that is begun
 * meanwhile is left for the next time, and an unfinished last line of the open one is no damage.
 * One segment is open at a time. Not thread-safe.
 */
final class JournalRecords implements Closeable {

  private static final int LOOKS = 3;

  private final JournalDirectory journal;
  private final RecordFilter filter;
  private final Consumer<Unreadable> problems;
  private final Deque<SegmentFile> left = new ArrayDeque<>();
  private final Map<StreamId, Boolean> wanted = new HashMap<>();
  private StreamId lastStream = StreamId.NONE;
  private boolean isLastWanted;
  // Null where no segment is open.
  private @Nullable SegmentReader reader;
  private @Nullable Path file;
  private @Nullable SegmentName segment;
  // Null before the first record and behind the last.
  private ParsedRecord.@Nullable Entry record;

  JournalRecords(JournalDirectory journal, RecordFilter filter, Consumer<Unreadable> problems)
      throws IOException {
    this.journal = requireNonNull(journal, "journal");
    this.filter = requireNonNull(filter, "filter");
    this.problems = requireNonNull(problems, "problems");
    this.isLastWanted = filter.wants(lastStream);
    List<SegmentFile> segments = journal.settledSegments();
    for (int i = 0; i < segments.size(); i++) {
      Optional<Instant> end =
          i + 1 < segments.size()
              ? Optional.of(segments.get(i + 1).name().startedAt())
              : Optional.empty();
      if (filter.mayMatch(segments.get(i).name().startedAt(), end)) {
        left.add(segments.get(i));
      }
    }
  }

  /** Goes to the next wanted record; false at the end. */
  boolean next() throws IOException {
    while (true) {
      SegmentReader current = reader;
      if (current != null) {
        if (nextIn(current)) {
          return true;
        }
        close();
      }
      SegmentFile following = left.poll();
      if (following == null) {
        return false;
      }
      open(following);
    }
  }

  private boolean nextIn(SegmentReader current) {
    try {
      while (current.next()) {
        try {
          if (current.record() instanceof ParsedRecord.Entry entry && wants(entry)) {
            record = entry;
            return true;
          }
        } catch (InvalidRecordException e) {
          problem(file(), current.lineOffset(), "line is no record: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      problem(file(), current.nextOffset(), reason(e));
    }
    return false;
  }

  private boolean wants(ParsedRecord.Entry entry) {
    if (!filter.wantsTime(entry)
        || (filter.framesOnly() && !(entry instanceof ParsedRecord.Frame))) {
      return false;
    }
    StreamId stream = entry.stream();
    if (!stream.equals(lastStream)) {
      isLastWanted = wanted.computeIfAbsent(stream, filter::wants);
      lastStream = stream;
    }
    return isLastWanted;
  }

  private void open(SegmentFile listed) throws IOException {
    Optional<SegmentFile> current = Optional.of(listed);
    for (int look = 1; current.isPresent() && look <= LOOKS; look++) {
      try {
        openOnce(current.get());
        return;
      } catch (NoSuchFileException e) {
        current = again(listed);
      }
    }
    problem(journal.plain(listed.name()), 0, "segment disappeared while it was read");
  }

  private Optional<SegmentFile> again(SegmentFile listed) throws IOException {
    return journal.segments().stream()
        .filter(other -> other.name().equals(listed.name()))
        .findFirst();
  }

  private void openOnce(SegmentFile listed) throws IOException {
    if (!mayMatch(listed)) {
      return;
    }
    Optional<Path> content = listed.content();
    if (content.isEmpty()) {
      problem(journal.compressed(listed.name()), 0, "sealed file is missing");
      return;
    }
    reader = SegmentReader.open(content.get(), listed.tail());
    file = content.get();
    segment = listed.name();
  }

  private boolean mayMatch(SegmentFile listed) throws IOException {
    if (listed.state() != SegmentFile.State.SEALED) {
      return true;
    }
    Path manifest = journal.manifest(listed.name());
    try {
      return filter.mayMatch(ManifestFormat.read(manifest));
    } catch (ManifestException e) {
      problem(manifest, 0, reason(e));
      return true;
    }
  }

  private void problem(Path where, long offset, String reason) {
    problems.accept(new Unreadable(where, offset, reason));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  JournalDirectory journal() {
    return journal;
  }

  ParsedRecord.Entry record() {
    return requireNonNull(record, "no record: call next() first");
  }

  /** Where the record stands; its line is the current one. */
  SegmentReader reader() {
    return requireNonNull(reader, "no record: call next() first");
  }

  Path file() {
    return requireNonNull(file, "no record: call next() first");
  }

  SegmentName segment() {
    return requireNonNull(segment, "no record: call next() first");
  }

  @Override
  public void close() throws IOException {
    SegmentReader current = reader;
    reader = null;
    record = null;
    if (current != null) {
      current.close();
    }
  }
}
