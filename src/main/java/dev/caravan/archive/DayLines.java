package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ContentStream;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.RecordVisitor;
import dev.caravan.manifest.SegmentScan;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Reads every record of a day's segments in order, those of other days in the same segments
 * included.
 *
 * <p>Not thread-safe.
 */
final class DayLines {

  /** Takes the records. */
  interface Visitor {
    /** A segment follows. */
    void segment(SegmentSpan span) throws IOException;

    /**
     * A record.
     *
     * @param recognition what the mapping says of a frame
     * @param ids of a frame, as far as they count for its stream
     * @param line where the record stands in the bytes it was read from
     */
    void record(ParsedRecord.Entry entry, Recognition recognition, FrameIds ids, Line line)
        throws IOException;
  }

  /** A line without its newline; valid until the next one is read. */
  record Line(byte[] bytes, int from, int length) {}

  private static final int PIECE = 1 << 20;

  private final DayPlan plan;
  private final Mapping mapping;
  private final Pace pace;
  private final ArchiveProgress progress;

  DayLines(DayPlan plan, VenueMappings mappings, Pace pace, ArchiveProgress progress) {
    this.plan = requireNonNull(plan, "plan");
    this.mapping = mappings.forJournal(plan.journal().name());
    this.pace = requireNonNull(pace, "pace");
    this.progress = requireNonNull(progress, "progress");
  }

  Mapping mapping() {
    return mapping;
  }

  /**
   * Reads to the end of the last segment.
   *
   * @throws ManifestException if a segment is not what its manifest says
   */
  void read(String phase, Visitor visitor) throws IOException {
    long before = 0;
    for (SegmentSpan span : plan.sources()) {
      visitor.segment(span);
      Path file = span.compressed().orElseThrow();
      try (ContentStream content = new ContentStream(SegmentReader.openContent(file));
          SegmentReader reader = SegmentReader.of(content, SegmentReader.Tail.WHOLE)) {
        new SegmentScan(mapping).run(reader, new Turn(reader, visitor, phase, before));
        long bytes = content.bytes();
        if (bytes != span.plainBytes()
            || !content.content(file.toString()).sha256().equals(span.sha256())) {
          throw new ManifestException(
              "segment is not what its manifest says: file=" + file + "; run verify");
        }
      } catch (UncheckedIOException e) {
        throw requireNonNull(e.getCause(), "cause");
      }
      before += span.plainBytes();
    }
    progress.at(phase, before, plan.bytes());
  }

  /** Hands the records of one segment on, with their lines. */
  private final class Turn implements RecordVisitor {
    private final Recognition nothing = new Recognition();
    private final SegmentReader reader;
    private final Visitor visitor;
    private final String phase;
    private final long before;
    private long nextRest = PIECE;

    Turn(SegmentReader reader, Visitor visitor, String phase, long before) {
      this.reader = reader;
      this.visitor = visitor;
      this.phase = phase;
      this.before = before;
    }

    @Override
    public void frame(ParsedRecord.Frame frame, Recognition recognition, FrameIds ids) {
      hand(frame, recognition, ids);
    }

    @Override
    public void event(ParsedRecord.Entry event) {
      hand(event, nothing, FrameIds.NONE);
    }

    @Override
    public void offender(long offset, String reason) {
      // A frame of another stream comes as a record too; what is no record has no place in a file
      // of records, and its segment is never purged.
    }

    private void hand(ParsedRecord.Entry entry, Recognition recognition, FrameIds ids) {
      try {
        visitor.record(
            entry,
            recognition,
            ids,
            new Line(reader.lineBytes(), reader.lineFrom(), reader.lineLength()));
        if (reader.nextOffset() >= nextRest) {
          nextRest = reader.nextOffset() + PIECE;
          progress.at(phase, before + reader.nextOffset(), plan.bytes());
          pace.rest();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
