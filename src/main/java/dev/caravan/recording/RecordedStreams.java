package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out which streams a recording has frames of, from the manifests; only segments that are not
 * sealed are read for it.
 *
 * <p>Used once, by one thread.
 */
public final class RecordedStreams {

  private static final Comparator<StreamId> ORDER =
      Comparator.comparing(StreamId::symbol).thenComparing(StreamId::channel);

  private final RecordFilter filter;
  private final Map<StreamId, Long> frames = new TreeMap<>(ORDER);

  private RecordedStreams(RecordFilter filter) {
    this.filter = filter;
  }

  /**
   * The streams that may have a wanted frame, by symbol and channel, with the number of frames in
   * the segments that may hold one; records of no stream are not among them.
   *
   * @throws IOException if a folder cannot be read; what is wrong with a segment shows when it is
   *     read
   */
  public static Map<StreamId, Long> in(Path data, RecordFilter filter) throws IOException {
    requireNonNull(filter, "filter");
    RecordedStreams streams = new RecordedStreams(filter.onlyFrames());
    for (JournalDirectory journal : RecordedJournals.in(data)) {
      if (filter.venues().match(VenueMappings.venueOf(journal.name()))) {
        List<SegmentFile> segments = journal.settledSegments();
        for (SegmentFile segment : segments) {
          streams.add(journal, segment);
        }
        // What cannot be read of a day shows when its records are read.
        ArchivedDays.of(journal, segments, streams.filter, unused -> {}).takeRest().stream()
            .filter(day -> segments.isEmpty())
            .flatMap(day -> day.streams().stream())
            .forEach(file -> streams.add(file.id(), file.records()));
      }
    }
    return streams.frames;
  }

  private void add(JournalDirectory journal, SegmentFile segment) throws IOException {
    try {
      Manifest manifest = ManifestFormat.read(journal.manifest(segment.name()));
      if (filter.mayMatch(manifest)) {
        manifest.streams().forEach(stream -> add(stream.id(), stream.records()));
      }
    } catch (ManifestException | NoSuchFileException notSealed) {
      List<Path> candidates = new ArrayList<>();
      segment.content().ifPresent(candidates::add);
      candidates.add(journal.compressed(segment.name()));
      for (Path file : candidates) {
        if (scan(file)) {
          return;
        }
      }
    }
  }

  /** Reads a file; false where it is not there, or not any more. */
  private boolean scan(Path file) {
    try (SegmentReader reader = SegmentReader.open(file, SegmentReader.Tail.MAY_BE_TORN)) {
      while (reader.next()) {
        frame(reader).filter(filter::wantsTime).ifPresent(frame -> add(frame.stream(), 1));
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException unreadableBehindHere) {
      return true;
    }
  }

  private static Optional<ParsedRecord.Frame> frame(SegmentReader reader) {
    try {
      return reader.record() instanceof ParsedRecord.Frame frame
          ? Optional.of(frame)
          : Optional.empty();
    } catch (InvalidRecordException noRecord) {
      return Optional.empty();
    }
  }

  private void add(StreamId stream, long count) {
    if (count > 0 && !stream.isNone() && filter.wants(stream)) {
      frames.merge(stream, count, Long::sum);
    }
  }
}
