package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prints the wanted records of journals, byte for byte, in the order in which they were written.
 *
 * <p>Takes no lock; a segment that is sealed meanwhile is looked for again. Not thread-safe.
 */
final class RecordPrinter {

  /** The output takes no more bytes. */
  static final class OutputException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether the reader at the other end simply went away. */
    boolean isBrokenPipe() {
      String message = getMessage();
      return message != null && message.toLowerCase(Locale.ROOT).contains("broken pipe");
    }
  }

  private static final int LOOKS = 3;

  private final RecordFilter filter;
  private final boolean barePrinted;
  private final OutputStream out;
  private final Consumer<String> problems;
  private long printed;
  private long problemCount;

  /**
   * Prints to a stream.
   *
   * @param barePrinted whether only the frame is printed, as it was received
   * @param out should be buffered
   * @param problems takes a sentence for each place that cannot be read
   */
  RecordPrinter(
      RecordFilter filter, boolean barePrinted, OutputStream out, Consumer<String> problems) {
    this.filter = requireNonNull(filter, "filter");
    this.barePrinted = barePrinted;
    this.out = requireNonNull(out, "out");
    this.problems = requireNonNull(problems, "problems");
  }

  /** Records printed so far. */
  long printed() {
    return printed;
  }

  /** Places that could not be read. */
  long problems() {
    return problemCount;
  }

  void print(JournalDirectory journal) throws IOException {
    List<SegmentFile> segments = journal.segments();
    for (int i = 0; i < segments.size(); i++) {
      Optional<Instant> end =
          i + 1 < segments.size()
              ? Optional.of(segments.get(i + 1).name().startedAt())
              : Optional.empty();
      if (filter.mayMatch(segments.get(i).name().startedAt(), end)) {
        print(journal, segments.get(i));
      }
    }
  }

  private void print(JournalDirectory journal, SegmentFile segment) throws IOException {
    Optional<SegmentFile> current = Optional.of(segment);
    for (int look = 1; current.isPresent(); look++) {
      try {
        printOnce(journal, current.get());
        return;
      } catch (NoSuchFileException e) {
        if (look == LOOKS) {
          problem("segment disappeared while it was read: " + e.getMessage());
          return;
        }
        current = again(journal, segment);
      }
    }
    problem("segment disappeared while it was read: " + segment.name());
  }

  private static Optional<SegmentFile> again(JournalDirectory journal, SegmentFile segment)
      throws IOException {
    List<SegmentFile> found = journal.segments();
    return found.stream().filter(other -> other.name().equals(segment.name())).findFirst();
  }

  private void printOnce(JournalDirectory journal, SegmentFile segment) throws IOException {
    if (!mayMatch(journal, segment)) {
      return;
    }
    Optional<Path> file = segment.content();
    if (file.isEmpty()) {
      problem("sealed file is missing: file=" + journal.compressed(segment.name()));
      return;
    }
    try (SegmentReader reader = SegmentReader.open(file.get(), segment.tail())) {
      printLines(file.get(), reader);
    }
  }

  private boolean mayMatch(JournalDirectory journal, SegmentFile segment) throws IOException {
    if (segment.state() != SegmentFile.State.SEALED) {
      return true;
    }
    try {
      return filter.mayMatch(ManifestFormat.read(journal.manifest(segment.name())));
    } catch (ManifestException e) {
      problem(String.valueOf(e.getMessage()));
      return true;
    }
  }

  private void printLines(Path file, SegmentReader reader) throws IOException {
    try {
      while (reader.next()) {
        printLine(file, reader);
      }
    } catch (OutputException e) {
      throw e;
    } catch (IOException e) {
      problem(
          "cannot be read behind here: file="
              + file
              + " offset="
              + reader.nextOffset()
              + " reason="
              + e.getMessage());
    }
  }

  private void printLine(Path file, SegmentReader reader) throws OutputException {
    ParsedRecord record;
    try {
      record = reader.record();
    } catch (InvalidRecordException e) {
      problem(
          "line is no record: file="
              + file
              + " offset="
              + reader.lineOffset()
              + " reason="
              + e.getMessage());
      return;
    }
    if (record instanceof ParsedRecord.Entry entry && filter.wants(entry)) {
      if (!barePrinted) {
        write(reader.lineBytes(), reader.lineFrom(), reader.lineLength());
      } else if (entry instanceof ParsedRecord.Frame frame) {
        write(frame.bytes(), frame.offset(), frame.length());
      }
    }
  }

  private void write(byte[] bytes, int offset, int length) throws OutputException {
    try {
      out.write(bytes, offset, length);
      out.write('\n');
    } catch (IOException e) {
      throw new OutputException(e);
    }
    printed++;
  }

  private void problem(String sentence) {
    problemCount++;
    problems.accept(sentence);
  }
}
