package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.VenueMappings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives the wanted records of a data folder, one venue after the other, each venue's in the order
 * in which they were written. Days that are consolidated and purged, or of which there is nothing
 * but the archive, come from there, by receive time, all others from the journal, none from both.
 *
 * <p>Takes no lock and works beside a running recorder: what is written after the opening may or
 * may not be seen, and an unfinished last line is no damage. Memory is bounded by the longest
 * lines. What cannot be read is told and left out; the reading goes on behind it. Not thread-safe.
 *
 * <pre>
 * try (RecordSource source = RecordSource.open(data, filter, problems)) {
 *   while (source.next()) {
 *     ParsedRecord.Entry record = source.record();
 *   }
 * }
 * </pre>
 */
public final class RecordSource implements Closeable {

  private final Deque<JournalDirectory> left;
  private final RecordFilter filter;
  private final Consumer<Unreadable> problems;
  // Null between two journals.
  private @Nullable JournalRecords current;

  private RecordSource(
      List<JournalDirectory> journals, RecordFilter filter, Consumer<Unreadable> problems) {
    this.left = new ArrayDeque<>(journals);
    this.filter = filter;
    this.problems = problems;
  }

  /**
   * Opens a data folder.
   *
   * @param problems is told each place that cannot be read, while {@link #next} comes by
   * @throws NoDataFolderException if the folder is none of Caravan's
   * @throws NothingRecordedException if a venue is named of which nothing is recorded
   */
  public static RecordSource open(Path data, RecordFilter filter, Consumer<Unreadable> problems)
      throws IOException {
    requireNonNull(problems, "problems");
    List<JournalDirectory> all = RecordedJournals.in(data);
    List<JournalDirectory> journals =
        all.stream()
            .filter(journal -> filter.venues().match(VenueMappings.venueOf(journal.name())))
            .toList();
    List<String> recorded = venues(all);
    for (String wanted : filter.venues().patterns()) {
      NamePatterns alone = new NamePatterns(List.of(wanted), filter.venues().ignoresCase());
      if (recorded.stream().noneMatch(alone::match)) {
        throw new NothingRecordedException(wanted, recorded);
      }
    }
    return new RecordSource(new ArrayList<>(journals), filter, problems);
  }

  /** The venues of which something is recorded, sorted. */
  public static List<String> venues(Path data) throws IOException {
    return venues(RecordedJournals.in(data));
  }

  private static List<String> venues(List<JournalDirectory> journals) {
    return journals.stream()
        .map(journal -> VenueMappings.venueOf(journal.name()))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  /**
   * Goes to the next wanted record; false at the end.
   *
   * @throws IOException if a folder cannot be read at all
   */
  public boolean next() throws IOException {
    while (true) {
      JournalRecords records = current;
      if (records != null) {
        if (records.next()) {
          return true;
        }
        current = null;
      }
      JournalDirectory following = left.poll();
      if (following == null) {
        return false;
      }
      current = new JournalRecords(following, filter, problems);
    }
  }

  /** The record; a frame's bytes are valid until {@link #next}. */
  public ParsedRecord.Entry record() {
    return records().record();
  }

  /** Holds the record's line, without its newline, from {@link #lineFrom}; until {@link #next}. */
  public byte[] lineBytes() {
    return records().reader().lineBytes();
  }

  public int lineFrom() {
    return records().reader().lineFrom();
  }

  public int lineLength() {
    return records().reader().lineLength();
  }

  /** The venue of the record. */
  public String venue() {
    return VenueMappings.venueOf(records().journal().name());
  }

  /** The journal of the record: {@code raw/binance-spot}. */
  public String journal() {
    return records().journal().name();
  }

  /** The file in which the record stands. */
  public Path file() {
    return records().file();
  }

  private JournalRecords records() {
    return requireNonNull(current, "no record: call next() first");
  }

  @Override
  public void close() throws IOException {
    left.clear();
    JournalRecords records = current;
    current = null;
    if (records != null) {
      records.close();
    }
  }
}
