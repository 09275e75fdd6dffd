package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdException;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ContentStream;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.StreamAccount;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.manifest.ZstdContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a day of sealed segments into one file per stream: {@link #write}, {@link #verify}, {@link
 * #publish}, in this order.
 *
 * <p>All state is in the files. Nothing is published before every file of the day was decoded and
 * found to hold exactly the lines of the segments; after a crash the day begins anew, and what an
 * earlier attempt left is replaced. The caller holds the lock of the data folder.
 *
 * <p>Not thread-safe: one day after the other.
 */
public final class Consolidator {

  static final String PART = ".part";

  private static final String WORK = ".work";
  private static final String PLAIN_NAME = "records.jsonl";
  // Of the most open files: the source, the target, and some for whoever opens a folder to sync it.
  private static final int FILES_RESERVED = 4;

  private final ArchiveLayout layout;
  private final VenueMappings mappings;
  private final ArchiveOptions options;
  private final Pace pace;
  private final SegmentFiles files;

  /**
   * Works on the machine's own files.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   */
  public Consolidator(
      Path dataDir, Function<String, Mapping> mappings, ArchiveOptions options, Pace pace) {
    this(dataDir, mappings, options, pace, SegmentFiles.system());
  }

  Consolidator(
      Path dataDir,
      Function<String, Mapping> mappings,
      ArchiveOptions options,
      Pace pace,
      SegmentFiles files) {
    this.layout = new ArchiveLayout(requireNonNull(dataDir, "dataDir"));
    this.mappings = new VenueMappings(mappings);
    this.options = requireNonNull(options, "options");
    this.pace = requireNonNull(pace, "pace");
    this.files = requireNonNull(files, "files");
  }

  /** All three steps. */
  public DayManifest consolidate(DayPlan plan, ArchiveProgress progress, Instant now)
      throws IOException {
    DayDraft draft = write(plan, progress);
    verify(draft, progress);
    return publish(draft, now);
  }

  /**
   * Writes the files of a day under unpublished names and makes them durable.
   *
   * @throws ManifestException if a segment is not what its manifest says
   * @throws StoppedException if the work is no longer wanted
   */
  public DayDraft write(DayPlan plan, ArchiveProgress progress) throws IOException {
    DaySurvey survey = new DaySurvey(plan);
    DayLines lines = new DayLines(plan, mappings, pace, progress);
    lines.read("reading", survey);

    Path work = layout.root().resolve(WORK);
    clear(work);
    files.createFolder(work);
    StreamTallies tallies = survey.tallies();
    Targets targets = new Targets(plan, tallies);
    KeptLines kept =
        new KeptLines(
            plan,
            tallies,
            new RepeatFilter(survey.repeats(), options.memory() / 8),
            earlierIds(plan, lines.mapping()),
            lines.mapping(),
            targets);
    targets.kept = kept;
    try {
      Distributor distributor =
          new Distributor(
              files,
              work,
              options.memory() / 2,
              options.openFiles() - FILES_RESERVED,
              pace,
              targets);
      distributor.distribute(
          sink -> {
            targets.sink = sink;
            lines.read("sorting", kept);
          },
          IntStream.range(0, tallies.size()).boxed().toList(),
          stream -> tallies.get(stream).bytes());
    } catch (ZstdException e) {
      throw new IOException("day not consolidated: day=" + plan + " reason=" + e, e);
    } finally {
      targets.close();
    }
    clear(work);
    return draft(plan, survey, kept, targets);
  }

  private DayDraft draft(DayPlan plan, DaySurvey survey, KeptLines kept, Targets targets) {
    Map<StreamId, StreamAccount> accounts = new HashMap<>();
    kept.account().streams().forEach(account -> accounts.put(account.stream(), account));
    List<DayDraft.File> drafted = new ArrayList<>();
    for (int i = 0; i < survey.tallies().size(); i++) {
      StreamTally surveyed = survey.tallies().get(i);
      StreamTally tally = kept.kept(i);
      Contents contents = requireNonNull(targets.contents[i], "contents");
      StreamAccount account = requireNonNull(accounts.get(tally.stream()), "account");
      ArchiveManifest manifest =
          new ArchiveManifest(
              ArchiveManifest.FORMAT_VERSION,
              plan.venue(),
              plan.date().toString(),
              options.software(),
              contents.plain(),
              contents.compressed(),
              tally.records(),
              tally.frames(),
              tally.textFrames(),
              tally.bytesFrames(),
              tally.firstNs(),
              tally.lastNs(),
              Manifest.Stream.of(account, kept.dropped(i)));
      drafted.add(
          new DayDraft.File(
              new ArchivedStream(plan.venue(), tally.stream(), plan.date()),
              manifest,
              surveyed.records() - kept.dropped(i),
              surveyed.sum() - kept.droppedSum(i)));
    }
    drafted.sort(
        Comparator.comparing((DayDraft.File file) -> file.of().stream().channel())
            .thenComparing(file -> file.of().stream().symbol()));
    List<DayManifest.Source> sources = new ArrayList<>();
    for (int i = 0; i < plan.sources().size(); i++) {
      SegmentSpan span = plan.sources().get(i);
      sources.add(
          new DayManifest.Source(
              plan.journal().name(),
              span.number(),
              span.sha256(),
              survey.recordsOfSegments().get(i)));
    }
    return new DayDraft(plan, sources, drafted);
  }

  /** Knows the ids before the day's first segment. */
  private RecordAccount earlierIds(DayPlan plan, Mapping mapping) throws IOException {
    RecordAccount account = new RecordAccount(mapping::sequencing);
    if (!plan.sources().isEmpty()) {
      long number = plan.sources().get(0).number() - 1;
      for (SegmentFile segment : plan.journal().segments()) {
        if (segment.name().number() == number && segment.manifest().isPresent()) {
          account.resume(ManifestFormat.read(segment.manifest().get()));
        }
      }
    }
    return account;
  }

  /**
   * Decodes every written file and compares it with what the segments were found to hold.
   *
   * @throws ManifestException if one differs; nothing is published, write the day again
   */
  public void verify(DayDraft draft, ArchiveProgress progress) throws IOException {
    long total = draft.files().stream().mapToLong(file -> file.manifest().plain().bytes()).sum();
    long done = 0;
    for (DayDraft.File file : draft.files()) {
      verify(file, draft.plan().day());
      done += file.manifest().plain().bytes();
      progress.at("verifying", done, total);
      pace.rest();
    }
    long sources = draft.sources().stream().mapToLong(DayManifest.Source::records).sum();
    if (sources != draft.records() + draft.dropped()) {
      throw new ManifestException(
          "day not published: day=%s records of its segments=%d, of its files=%d, twice=%d"
              .formatted(draft.plan(), sources, draft.records(), draft.dropped()));
    }
  }

  private void verify(DayDraft.File file, UtcDay day) throws IOException {
    Path part = part(layout.records(file.of()));
    StreamTally found = new StreamTally(file.of().stream());
    try (ContentStream compressed = new ContentStream(Files.newInputStream(part));
        ContentStream content = new ContentStream(ZstdContent.decode(compressed));
        SegmentReader reader = SegmentReader.ofRecords(content)) {
      while (reader.next()) {
        if (!(reader.record() instanceof ParsedRecord.Entry entry)
            || !entry.stream().equals(file.of().stream())
            || !day.contains(entry.receiveTimeNs())) {
          throw new ManifestException(
              "file not published: file=%s reason=line %d is of another stream or day"
                  .formatted(part, reader.lines()));
        }
        found.add(entry, reader.lineBytes(), reader.lineFrom(), reader.lineLength());
      }
      compressed.drain();
      ArchiveManifest manifest = file.manifest();
      if (found.records() != file.records()
          || found.sum() != file.sum()
          || !content.content(PLAIN_NAME).equals(manifest.plain())
          || !compressed.content(ArchiveLayout.RECORDS).equals(manifest.compressed())) {
        throw new ManifestException(
            "file not published: file=%s records=%d expected=%d reason=it holds other lines than the segments"
                .formatted(part, found.records(), file.records()));
      }
    } catch (InvalidRecordException e) {
      throw new ManifestException(
          "file not published: file=" + part + " reason=" + e.getMessage(), e);
    }
  }

  /**
   * Gives the verified files their names and, as the act that consolidates the day, says so.
   *
   * <p>What an earlier consolidation said of the day is withdrawn before its files change: until
   * the end the day is in its segments alone, all of which are there.
   */
  public DayManifest publish(DayDraft draft, Instant now) throws IOException {
    Path file = layout.dayManifest(draft.plan().venue(), draft.plan().date());
    Path days = requireNonNull(file.getParent(), "folder");
    files.createFolder(days);
    if (Files.exists(file)) {
      files.delete(file);
      files.syncFolder(days);
    }
    for (DayDraft.File drafted : draft.files()) {
      Path records = layout.records(drafted.of());
      if (Files.exists(part(records))) {
        files.rename(part(records), records);
      }
      replace(layout.manifest(drafted.of()), ManifestFormat.writeAny(drafted.manifest()));
      pace.rest();
    }
    DayManifest day =
        new DayManifest(
            DayManifest.FORMAT_VERSION,
            draft.plan().venue(),
            draft.plan().date().toString(),
            options.software(),
            now.toString(),
            draft.records(),
            draft.dropped(),
            draft.sources(),
            draft.files().stream().map(Consolidator::fileOf).toList(),
            null);
    replace(file, ManifestFormat.writeAny(day));
    return day;
  }

  private static DayManifest.File fileOf(DayDraft.File file) {
    ArchiveManifest manifest = file.manifest();
    return new DayManifest.File(
        manifest.stream().channel(),
        manifest.stream().symbol(),
        manifest.records(),
        manifest.compressed().bytes(),
        manifest.compressed().sha256());
  }

  private void replace(Path file, byte[] content) throws IOException {
    DurableFile.replace(files, file, content);
  }

  static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + PART);
  }

  private void clear(Path work) throws IOException {
    if (Files.isDirectory(work)) {
      try (Stream<Path> left = Files.list(work)) {
        for (Path file : (Iterable<Path>) left::iterator) {
          files.delete(file);
        }
      }
      files.delete(work);
    }
  }

  /** What one file holds. */
  private record Contents(Manifest.Content plain, Manifest.Content compressed) {}

  /** Writes the file of one stream after the other. */
  private final class Targets implements Distributor.Target, LineSink {
    private final DayPlan plan;
    private final StreamTallies tallies;
    private final @Nullable Contents[] contents;
    private LineSink sink = (stream, bytes, from, length) -> {};
    private @Nullable KeptLines kept;
    private @Nullable StreamFileWriter writer;
    private int stream;

    Targets(DayPlan plan, StreamTallies tallies) {
      this.plan = plan;
      this.tallies = tallies;
      this.contents = new Contents[tallies.size()];
    }

    @Override
    public void line(int of, byte[] bytes, int from, int length) throws IOException {
      sink.line(of, bytes, from, length);
    }

    @Override
    public void begin(int of) throws IOException {
      stream = of;
      Path records =
          layout.records(new ArchivedStream(plan.venue(), tallies.get(of).stream(), plan.date()));
      files.createFolder(requireNonNull(records.getParent(), "folder"));
      Path part = part(records);
      files.delete(part);
      writer =
          new StreamFileWriter(
              files,
              part,
              requireNonNull(kept, "kept").kept(of).bytes(),
              options.level(),
              options.memory() / 4);
    }

    @Override
    public void line(byte[] bytes, int from, int length) throws IOException {
      requireNonNull(writer, "writer").line(bytes, from, length);
    }

    @Override
    public void end() throws IOException {
      try (StreamFileWriter ended = requireNonNull(writer, "writer")) {
        writer = null;
        ended.finish();
        contents[stream] =
            new Contents(ended.plain(PLAIN_NAME), ended.compressed(ArchiveLayout.RECORDS));
      }
    }

    void close() throws IOException {
      StreamFileWriter left = writer;
      if (left != null) {
        left.close();
      }
    }
  }
}
