package dev.caravan.merge;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Makes one data folder of two that recorded the same venues.
 *
 * <p>Both are read twice and never changed or locked: once to know what each has, once to write.
 * Memory is bounded: it grows with streams and holes, and with what both received within a minute.
 * The new folder is locked, and whole once {@value #REPORT} is there. Used once.
 */
public final class Merger {

  /** Says in the merged folder where each part comes from; written last. */
  public static final String REPORT = "merged.json";

  /** There as long as the merging is not finished. */
  private static final String UNFINISHED = REPORT + ".part";

  private static final int PLACES_NAMED = 10;
  private static final ToLongFunction<Side> ALL = side -> Long.MAX_VALUE;

  /** Is told how far it has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Some more records were read.
     *
     * @param what in words
     * @param total 0 where it is not known yet
     */
    void read(String what, long records, long total);
  }

  private final Function<String, Mapping> mappings;
  private final String software;
  private final SegmentFiles files;
  private final BySide<Path> sources;
  private final Path into;
  private final boolean leavesOutDamage;

  /**
   * Prepares.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   * @param software named in headers and manifests
   * @param leavesOutDamage whether what cannot be read is left out instead of refused
   */
  public Merger(
      Function<String, Mapping> mappings,
      String software,
      Path a,
      Path b,
      Path into,
      boolean leavesOutDamage) {
    this.mappings = requireNonNull(mappings, "mappings");
    this.software = requireNonNull(software, "software");
    this.files = SegmentFiles.system();
    this.sources = new BySide<>(a, b);
    this.into = into;
    this.leavesOutDamage = leavesOutDamage;
  }

  /**
   * Merges.
   *
   * @param venue the one to merge; all where empty, and both must have the same then
   * @throws IOException if the sources do not fit, are damaged, or cannot be read, or if the new
   *     folder is not empty or cannot be written; says what to do
   */
  public MergeReport merge(Optional<String> venue, Instant now, Progress progress)
      throws IOException {
    List<String> venues = venues(venue);
    requireFreeFolder();
    DataLock lock = DataLock.acquire(into, now);
    try (lock) {
      List<Known> all = new ArrayList<>();
      for (String one : venues) {
        all.add(look(one, progress));
      }
      requireUndamaged(all);
      Files.writeString(into.resolve(UNFINISHED), "");
      List<MergeReport.Venue> merged = new ArrayList<>();
      for (Known known : all) {
        merged.add(write(known, progress));
      }
      MergeReport report =
          new MergeReport(MergeReport.FORMAT_VERSION, software, now.toString(), merged);
      publish(report);
      return report;
    }
  }

  /** What is known of one venue before anything is written. */
  private record Known(
      String venue, ClockOffset clocks, Survey survey, BySide<List<Unreadable>> unreadable) {}

  private Path source(Side side) {
    return sources.of(side);
  }

  private List<String> venues(Optional<String> wanted) throws IOException {
    List<String> ofA = RecordSource.venues(source(Side.A));
    List<String> ofB = RecordSource.venues(source(Side.B));
    if (wanted.isPresent() && ofA.contains(wanted.get()) && ofB.contains(wanted.get())) {
      return List.of(wanted.get());
    }
    if (wanted.isPresent() || !ofA.equals(ofB) || ofA.isEmpty()) {
      List<String> both = ofA.stream().filter(ofB::contains).toList();
      throw new IOException(
          "the recordings are not of the same venues: "
              + source(Side.A)
              + " has "
              + words(ofA)
              + ", "
              + source(Side.B)
              + " has "
              + words(ofB)
              + (wanted.isPresent() ? ", asked for is " + wanted.get() : "")
              + (both.isEmpty() ? "" : "; choose one of both with --venue: " + words(both)));
    }
    return ofA;
  }

  private static String words(List<String> venues) {
    return venues.isEmpty() ? "nothing" : String.join(",", venues);
  }

  private void requireFreeFolder() throws IOException {
    Path target = into.toAbsolutePath().normalize();
    for (Path source : List.of(sources.a(), sources.b())) {
      if (target.startsWith(source.toAbsolutePath().normalize())) {
        throw new IOException(
            "the merged recording cannot lie in a source: into="
                + into
                + " source="
                + source
                + "; give another folder");
      }
    }
    if (!Files.isDirectory(into)) {
      return;
    }
    if (Files.exists(into.resolve(UNFINISHED))) {
      throw new IOException(
          "an earlier merge into the folder did not finish: into="
              + into
              + "; remove the folder, all of it comes from that merge, or give a new one");
    }
    try (Stream<Path> entries = Files.list(into)) {
      Optional<Path> first =
          entries.filter(entry -> !entry.endsWith(DataLock.FILE)).sorted().findFirst();
      if (first.isPresent()) {
        throw new IOException(
            "folder is not empty: into="
                + into
                + " holds="
                + first.get().getFileName()
                + (Files.exists(into.resolve(REPORT))
                    ? "; a recording was merged into it already"
                    : "")
                + "; give a new folder");
      }
    }
  }

  private Known look(String venue, Progress progress) throws IOException {
    ClockOffset clocks = ClockOffset.between(opener(venue, side -> place -> {}, ALL));
    BySide<List<Unreadable>> places = BySide.each(ArrayList::new);
    for (Side side : Side.values()) {
      noteMissingSegments(venue, side, places.of(side));
    }
    try (Pair pair = Pair.open(opener(venue, side -> places.of(side)::add, ALL), clocks)) {
      String what = venue + ": records looked at";
      Survey survey = Survey.of(pair, records -> progress.read(what, records, 0));
      return new Known(venue, clocks, survey, places);
    }
  }

  /**
   * Opens one side of a venue.
   *
   * @param limits how many records of each side to read
   */
  private ClockOffset.Opener opener(
      String venue, Function<Side, Consumer<Unreadable>> problems, ToLongFunction<Side> limits) {
    return (side, filter) ->
        SourceRecords.open(
            source(side),
            venue,
            filter,
            new VenueMappings(mappings)::forJournal,
            limits.applyAsLong(side),
            problems.apply(side));
  }

  private void noteMissingSegments(String venue, Side side, List<Unreadable> places)
      throws IOException {
    for (JournalDirectory journal : JournalDirectory.all(source(side))) {
      if (VenueMappings.venueOf(journal.name()).equals(venue)) {
        long expected = 1;
        for (SegmentFile segment : journal.settledSegments()) {
          if (segment.name().number() != expected) {
            String reason = "segment " + expected + " is missing";
            places.add(new Unreadable(journal.path(), 0, reason));
          }
          expected = segment.name().number() + 1;
        }
      }
    }
  }

  private void requireUndamaged(List<Known> venues) throws IOException {
    List<Unreadable> all = new ArrayList<>();
    for (Known known : venues) {
      all.addAll(known.unreadable().a());
      all.addAll(known.unreadable().b());
    }
    if (all.isEmpty() || leavesOutDamage) {
      return;
    }
    StringBuilder words = new StringBuilder("a source is damaged: places=" + all.size());
    all.stream().limit(PLACES_NAMED).forEach(place -> words.append("\n  ").append(place));
    words.append("\nrun verify on it; --leave-out-damage merges what can be read");
    throw new IOException(words.toString());
  }

  private MergeReport.Venue write(Known known, Progress progress) throws IOException {
    Survey survey = known.survey();
    long total = survey.of(Side.A).records() + survey.of(Side.B).records();
    String what = known.venue() + ": records merged";
    ClockOffset.Opener opener =
        opener(known.venue(), side -> place -> {}, side -> survey.of(side).records());
    JournalOptions options = JournalOptions.of(into, survey.journal(), software);
    SegmentSealer sealer = new SegmentSealer(mappings, SegmentSealer.DEFAULT_LEVEL, software);
    try (Pair pair = Pair.open(opener, known.clocks());
        MergedJournal journal =
            new MergedJournal(
                options, known.venue(), sealer, files, JournalOptions.DEFAULT_ROTATE_SIZE_BYTES)) {
      VenueMerge merge = new VenueMerge(pair, survey, known.clocks(), journal);
      merge.run(records -> progress.read(what, records, total));
      for (Side side : Side.values()) {
        requireAllRead(side, pair, survey);
      }
      return report(known, merge, journal.finish());
    }
  }

  private void requireAllRead(Side side, Pair pair, Survey survey) throws IOException {
    if (pair.of(side).read() != survey.of(side).records()) {
      throw new IOException(
          "a source changed while it was merged: source="
              + source(side)
              + " recordsBefore="
              + survey.of(side).records()
              + " records="
              + pair.of(side).read()
              + "; remove "
              + into
              + " and merge again");
    }
  }

  private MergeReport.Venue report(Known known, VenueMerge merge, List<MergedJournal.Part> parts) {
    List<MergeReport.Source> told = new ArrayList<>();
    for (Side side : Side.values()) {
      Survey.Source source = known.survey().of(side);
      VenueMerge.Account account = merge.of(side);
      Survey.FilledHoles filled = known.survey().filledOf(side);
      boolean isEmpty = source.records() == 0;
      told.add(
          new MergeReport.Source(
              side.prefix(),
              source(side).toString(),
              source.firstSegment(),
              source.lastSegment(),
              isEmpty ? null : Long.valueOf(source.firstNs()),
              isEmpty ? null : Long.valueOf(source.lastNs()),
              source.records(),
              account.taken(),
              account.copies(),
              account.led(),
              filled.holes(),
              filled.ids(),
              account.gapsFilled(),
              known.unreadable().of(side).size()));
    }
    OptionalLong offset = known.clocks().ns();
    return new MergeReport.Venue(
        known.venue(),
        told,
        offset.isPresent() ? Long.valueOf(offset.getAsLong()) : null,
        parts.stream().map(Merger::part).toList());
  }

  private static MergeReport.Part part(MergedJournal.Part part) {
    List<MergeReport.From> from = new ArrayList<>();
    for (Side side : Side.values()) {
      MergedJournal.Taken taken = part.taken().of(side);
      if (taken.records() > 0) {
        from.add(
            new MergeReport.From(
                side.prefix(), taken.firstSegment(), taken.lastSegment(), taken.records()));
      }
    }
    return new MergeReport.Part(part.number(), from);
  }

  private void publish(MergeReport report) throws IOException {
    byte[] json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(report);
    Path part = into.resolve(UNFINISHED);
    Files.write(part, json);
    Files.move(part, into.resolve(REPORT), StandardCopyOption.ATOMIC_MOVE);
  }
}
