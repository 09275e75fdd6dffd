package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.DayManifest;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wanted records of one journal in the order in which they were written: a day that is
 * consolidated and of which a segment is purged from the archive, all others from the segments,
 * none from both.
 *
 * <p>Takes no lock: a segment that is sealed meanwhile is looked for again, one that is begun
 * meanwhile is left for the next time, and an unfinished last line of the open one is no damage.
 * Not thread-safe.
 */
final class JournalRecords implements Records {

  /** A part of the sequence, opened when its turn comes; empty where it has no wanted record. */
  @FunctionalInterface
  private interface Part {
    Optional<Records> open() throws IOException;
  }

  private static final int LOOKS = 3;

  private final JournalDirectory journal;
  private final RecordFilter filter;
  private final Consumer<Unreadable> problems;
  private final WantedRecords wanted;
  private final ArchivedDays archived;
  private final Deque<Part> left = new ArrayDeque<>();
  // Null where no part is open.
  private @Nullable Records current;

  JournalRecords(JournalDirectory journal, RecordFilter filter, Consumer<Unreadable> problems)
      throws IOException {
    this.journal = requireNonNull(journal, "journal");
    this.filter = requireNonNull(filter, "filter");
    this.problems = requireNonNull(problems, "problems");
    this.wanted = new WantedRecords(filter);
    List<SegmentFile> segments = journal.settledSegments();
    this.archived = ArchivedDays.of(journal, segments, filter, problems);
    plan(segments);
  }

  /** Puts each archived day where the first of its purged segments was. */
  private void plan(List<SegmentFile> segments) {
    for (int i = 0; i < segments.size(); i++) {
      SegmentFile segment = segments.get(i);
      for (DayManifest day : archived.takeBegunWith(segment.name().number())) {
        left.add(() -> Optional.of(openDay(day)));
      }
      Optional<Instant> end =
          i + 1 < segments.size()
              ? Optional.of(segments.get(i + 1).name().startedAt())
              : Optional.empty();
      if (filter.mayMatch(segment.name().startedAt(), end)) {
        left.add(() -> open(segment));
      }
    }
    for (DayManifest day : archived.takeRest()) {
      left.add(() -> Optional.of(openDay(day)));
    }
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      Records records = current;
      if (records != null) {
        if (records.next()) {
          return true;
        }
        current = null;
        records.close();
      }
      Part following = left.poll();
      if (following == null) {
        return false;
      }
      current = following.open().orElse(null);
    }
  }

  private Records openDay(DayManifest day) throws IOException {
    return new DayRecords(new ArchiveLayout(journal.dataDir()), day, filter, wanted, problems);
  }

  private Optional<Records> open(SegmentFile listed) throws IOException {
    Optional<SegmentFile> segment = Optional.of(listed);
    for (int look = 1; segment.isPresent() && look <= LOOKS; look++) {
      try {
        return openOnce(segment.get());
      } catch (NoSuchFileException e) {
        segment = again(listed);
      }
    }
    problem(journal.plain(listed.name()), "segment disappeared while it was read");
    return Optional.empty();
  }

  private Optional<SegmentFile> again(SegmentFile listed) throws IOException {
    return journal.segments().stream()
        .filter(other -> other.name().equals(listed.name()))
        .findFirst();
  }

  private Optional<Records> openOnce(SegmentFile segment) throws IOException {
    Optional<Manifest> manifest = manifest(segment);
    if (manifest.isPresent() && !filter.mayMatch(manifest.get())) {
      return Optional.empty();
    }
    Optional<Path> content = segment.content();
    if (content.isEmpty()) {
      tellWhyMissing(segment, manifest);
      return Optional.empty();
    }
    SegmentReader reader = SegmentReader.open(content.get(), segment.tail());
    return Optional.of(new FileRecords(content.get(), reader, this::isWantedHere, problems));
  }

  private boolean isWantedHere(ParsedRecord.Entry record) {
    return wanted.has(record) && !archived.has(record.receiveTimeNs());
  }

  private Optional<Manifest> manifest(SegmentFile segment) throws IOException {
    if (segment.state() != SegmentFile.State.SEALED) {
      return Optional.empty();
    }
    Path manifest = journal.manifest(segment.name());
    try {
      return Optional.of(ManifestFormat.read(manifest));
    } catch (ManifestException e) {
      problem(manifest, Unreadable.reason(e));
      return Optional.empty();
    }
  }

  /** Nothing is wrong with a segment whose days are read from the archive, or gone on purpose. */
  private void tellWhyMissing(SegmentFile segment, Optional<Manifest> manifest) {
    Manifest.Purged purged = manifest.map(Manifest::purged).orElse(null);
    if (purged == null) {
      problem(journal.compressed(segment.name()), "sealed file is missing");
      return;
    }
    for (String day : purged.into()) {
      Path file = journal.dataDir().resolve(day);
      if (!Files.exists(file)) {
        problem(file, "day is missing that holds the records of segment " + segment.name());
      } else if (!archived.knows(file)) {
        problem(file, "records were moved here while they were read; read again");
      }
    }
  }

  private void problem(Path where, String reason) {
    problems.accept(new Unreadable(where, 0, reason));
  }

  JournalDirectory journal() {
    return journal;
  }

  private Records current() {
    return requireNonNull(current, "no record: call next() first");
  }

  @Override
  public ParsedRecord.Entry record() {
    return current().record();
  }

  @Override
  public SegmentReader reader() {
    return current().reader();
  }

  @Override
  public Path file() {
    return current().file();
  }

  @Override
  public void close() throws IOException {
    left.clear();
    Records records = current;
    current = null;
    if (records != null) {
      records.close();
    }
  }
}
