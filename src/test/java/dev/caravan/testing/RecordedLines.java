package dev.caravan.testing;

import static org.junit.jupiter.api.Assertions.fail;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What the journals of a data folder hold, record by record; also while a daemon writes them. */
public final class RecordedLines {

  private RecordedLines() {}

  /** One record; {@code frame} is empty for an event, {@code event} for a frame. */
  public record Line(ParsedRecord.Entry entry) {

    public StreamId stream() {
      return entry.stream();
    }

    public boolean is(Class<? extends RecordEvent> type) {
      return entry instanceof ParsedRecord.Event known && type.isInstance(known.event());
    }

    public <T extends RecordEvent> T as(Class<T> type) {
      return type.cast(((ParsedRecord.Event) entry).event());
    }
  }

  /** Ids of one record of a kind that has some. */
  public static LongStream ids(RecordEvent event) {
    return event instanceof RecordEvent.Gap gap
        ? LongStream.rangeClosed(gap.first(), gap.last())
        : event instanceof RecordEvent.Backfill filled
            ? LongStream.rangeClosed(filled.first(), filled.last())
            : LongStream.empty();
  }

  /** All records that are no frames, in order. */
  public static List<Line> events(Path data) {
    return all(data).stream().filter(line -> !(line.entry instanceof ParsedRecord.Frame)).toList();
  }

  /** Events of one stream and kind, in order. */
  public static <T extends RecordEvent> List<T> events(Path data, StreamId stream, Class<T> type) {
    return events(data).stream()
        .filter(line -> line.stream().equals(stream) && line.is(type))
        .map(line -> line.as(type))
        .toList();
  }

  /** Ids in all events of one stream and kind, in order of the records. */
  public static List<Long> ids(Path data, StreamId stream, Class<? extends RecordEvent> type) {
    return events(data, stream, type).stream().flatMapToLong(RecordedLines::ids).boxed().toList();
  }

  /** All records in order; frames are copies. */
  public static List<Line> all(Path data) {
    for (int look = 1; ; look++) {
      try {
        return read(data);
      } catch (NoSuchFileException e) {
        if (look == 5) {
          throw new UncheckedIOException(e); // sealed meanwhile, again and again
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Line> read(Path data) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (JournalDirectory journal : JournalDirectory.all(data)) {
      for (SegmentFile segment : journal.segments()) {
        try (SegmentReader reader =
            SegmentReader.open(segment.content().orElseThrow(), segment.tail())) {
          while (reader.next()) {
            if (reader.record() instanceof ParsedRecord.Entry entry) {
              lines.add(new Line(entry instanceof ParsedRecord.Frame frame ? kept(frame) : entry));
            }
          }
        } catch (InvalidRecordException e) {
          fail(segment + ": " + e.getMessage());
        }
      }
    }
    return lines;
  }

  private static ParsedRecord.Frame kept(ParsedRecord.Frame frame) {
    byte[] own = frame.copy();
    return new ParsedRecord.Frame(
        frame.receiveTimeNs(),
        frame.stream(),
        frame.connection(),
        frame.form(),
        own,
        0,
        own.length);
  }

  /** Manifests of all sealed segments, in order. */
  public static List<Manifest> manifests(Path data) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (JournalDirectory journal : JournalDirectory.all(data)) {
      for (SegmentFile segment : journal.segments()) {
        if (segment.state() == SegmentFile.State.SEALED) {
          manifests.add(ManifestFormat.read(journal.manifest(segment.name())));
        }
      }
    }
    return manifests;
  }
}
