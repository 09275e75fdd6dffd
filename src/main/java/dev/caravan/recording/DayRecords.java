package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wanted records of one consolidated day by receive time: the records of a stream in
 * their order, those of different streams with the same time in order of streams.
 *
 * <p>At most {@value #MOST_OPEN} files are open at the same time: where more streams are wanted, as
 * many are first merged into temporary files. Not thread-safe.
 */
final class DayRecords implements Records {

  static final int MOST_OPEN = 64;
  private static final int SPILL_LEVEL = 1;

  private final ArchiveLayout layout;
  private final String venue;
  private final LocalDate date;
  private final Consumer<Unreadable> problems;
  private final List<Path> temporary = new ArrayList<>();
  private final PriorityQueue<Head> heads = new PriorityQueue<>();
  // Null before the first record and behind the last.
  private @Nullable Head current;

  /** One file and its next record. */
  private record Head(Records records, int number) implements Comparable<Head> {
    long timeNs() {
      return records.record().receiveTimeNs();
    }

    @Override
    public int compareTo(Head other) {
      int byTime = Long.compare(timeNs(), other.timeNs());
      return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }
  }

  DayRecords(
      ArchiveLayout layout,
      DayManifest day,
      RecordFilter filter,
      WantedRecords wanted,
      Consumer<Unreadable> problems)
      throws IOException {
    this.layout = requireNonNull(layout, "layout");
    this.venue = day.venue();
    this.date = LocalDate.parse(day.date());
    this.problems = requireNonNull(problems, "problems");
    List<Path> files = new ArrayList<>();
    for (DayManifest.File file : day.streams()) {
      if (filter.wants(file.id())) {
        files.add(layout.records(new ArchivedStream(venue, file.id(), date)));
      }
    }
    try {
      open(merged(files, wanted), wanted);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** No more files than may be open, each of which holds its records in order. */
  private List<Path> merged(List<Path> files, WantedRecords wanted) throws IOException {
    if (files.size() <= MOST_OPEN) {
      return files;
    }
    List<Path> fewer = new ArrayList<>();
    for (int from = 0; from < files.size(); from += MOST_OPEN) {
      open(files.subList(from, Math.min(files.size(), from + MOST_OPEN)), wanted);
      Path spill = Files.createTempFile("caravan-day-", ".jsonl.zst");
      temporary.add(spill);
      fewer.add(spill);
      try (OutputStream out =
          new BufferedOutputStream(
              new ZstdOutputStreamNoFinalizer(Files.newOutputStream(spill), SPILL_LEVEL))) {
        while (next()) {
          out.write(reader().lineBytes(), reader().lineFrom(), reader().lineLength());
          out.write('\n');
        }
      }
    }
    return merged(fewer, wanted);
  }

  private void open(List<Path> files, WantedRecords wanted) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      try {
        SegmentReader reader = SegmentReader.ofRecords(SegmentReader.openContent(file));
        advance(new Head(new FileRecords(file, reader, wanted::has, problems), i));
      } catch (NoSuchFileException e) {
        problems.accept(new Unreadable(file, 0, "file of a consolidated day is missing"));
      } catch (IOException e) {
        problems.accept(new Unreadable(file, 0, Unreadable.reason(e)));
      }
    }
  }

  private void advance(Head head) throws IOException {
    if (head.records.next()) {
      heads.add(head);
    } else {
      head.records.close();
    }
  }

  @Override
  public boolean next() throws IOException {
    Head last = current;
    current = null;
    if (last != null) {
      advance(last);
    }
    current = heads.poll();
    return current != null;
  }

  private Records head() {
    return requireNonNull(current, "no record: call next() first").records;
  }

  @Override
  public ParsedRecord.Entry record() {
    return head().record();
  }

  @Override
  public SegmentReader reader() {
    return head().reader();
  }

  @Override
  public Path file() {
    return layout.records(new ArchivedStream(venue, record().stream(), date));
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      heads.add(current);
      current = null;
    }
    for (Head head : heads) {
      head.records.close();
    }
    heads.clear();
    for (Path file : temporary) {
      Files.deleteIfExists(file);
    }
    temporary.clear();
  }
}
