package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the wanted records of one file, and tells what in it cannot be read. */
final class FileRecords implements Records {

  private final Path file;
  private final SegmentReader reader;
  private final Predicate<ParsedRecord.Entry> wanted;
  private final Consumer<Unreadable> problems;
  // Null before the first record and behind the last.
  private ParsedRecord.@Nullable Entry record;

  /** Takes over the reader. */
  FileRecords(
      Path file,
      SegmentReader reader,
      Predicate<ParsedRecord.Entry> wanted,
      Consumer<Unreadable> problems) {
    this.file = requireNonNull(file, "file");
    this.reader = requireNonNull(reader, "reader");
    this.wanted = requireNonNull(wanted, "wanted");
    this.problems = requireNonNull(problems, "problems");
  }

  @Override
  public boolean next() {
    record = null;
    try {
      while (reader.next()) {
        try {
          if (reader.record() instanceof ParsedRecord.Entry entry && wanted.test(entry)) {
            record = entry;
            return true;
          }
        } catch (InvalidRecordException e) {
          problems.accept(
              new Unreadable(file, reader.lineOffset(), "line is no record: " + e.getMessage()));
        }
      }
    } catch (IOException e) {
      problems.accept(new Unreadable(file, reader.nextOffset(), Unreadable.reason(e)));
    }
    return false;
  }

  @Override
  public ParsedRecord.Entry record() {
    return requireNonNull(record, "no record: call next() first");
  }

  @Override
  public SegmentReader reader() {
    return reader;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    record = null;
    reader.close();
  }
}
