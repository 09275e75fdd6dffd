package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.market.MarketReader;
import dev.caravan.recording.ArchivedDays;
import dev.caravan.recording.RecordFilter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Lists what is to be read of one journal and its archived days; each step reads by itself, on any
 * thread, and gives what is then to be done in order.
 *
 * <p>A day counts for the journal where its first purged segment was. Days whose segments are all
 * there are only checked.
 */
final class JournalSteps {

  private final JournalDirectory journal;
  private final VenueMappings mappings;
  private final boolean keepsKeys;
  private final Function<String, Optional<MarketReader>> readers;
  private final ArchivedDays archived;
  private final ArchiveLayout layout;
  private final JournalVerifier verifier;
  private final List<ReadingStep> steps = new ArrayList<>();

  JournalSteps(
      JournalDirectory journal,
      VenueMappings mappings,
      Function<String, Optional<MarketReader>> readers,
      boolean keepsKeys)
      throws IOException {
    this.journal = requireNonNull(journal, "journal");
    this.mappings = requireNonNull(mappings, "mappings");
    this.keepsKeys = keepsKeys;
    this.readers = requireNonNull(readers, "readers");
    this.layout = new ArchiveLayout(journal.dataDir());
    List<SegmentFile> segments = journal.settledSegments();
    // What is wrong with a day's manifest is found below.
    this.archived = ArchivedDays.of(journal, segments, RecordFilter.ALL, unused -> {});
    Mapping mapping = mappings.forJournal(journal.name());
    this.verifier = new JournalVerifier(journal, archived, mapping::sequencing);
    addSegments(segments);
    addDays(new DayCheck(journal, segments));
  }

  /** One per step: it belongs to one thread. */
  private Optional<MarketReader> reader() {
    return readers.apply(VenueMappings.venueOf(journal.name()));
  }

  /** Takes what the steps give. */
  JournalVerifier verifier() {
    return verifier;
  }

  /** In order. */
  List<ReadingStep> steps() {
    return steps;
  }

  private void addSegments(List<SegmentFile> segments) {
    Optional<SegmentFile> last = Optional.empty();
    for (SegmentFile segment : segments) {
      for (DayManifest day : archived.takeBegunWith(segment.name().number())) {
        addFiles(day, true);
      }
      Optional<SegmentFile> before = last;
      add(
          segment.content().orElseGet(() -> journal.manifest(segment.name())),
          () -> {
            Mapping mapping = mappings.forJournal(journal.name());
            ExaminedSegment examined =
                new SegmentExam(journal, mapping, keepsKeys, archived::has, reader())
                    .read(segment, before);
            return () -> verifier.join(examined);
          });
      last = Optional.of(segment);
    }
    archived.takeRest().forEach(day -> addFiles(day, true));
  }

  private void addDays(DayCheck check) throws IOException {
    String venue = VenueMappings.venueOf(journal.name());
    for (LocalDate date : layout.days(venue)) {
      Path file = layout.dayManifest(venue, date);
      try {
        DayManifest day = DayManifest.read(file);
        check.differences(day).forEach(verifier::add);
        if (day.isReadable() && !archived.reads(file)) {
          addFiles(day, false);
        }
      } catch (ManifestException e) {
        verifier.add(Damage.in(journal.dataDir(), file, 0, Damage.reason(e)));
      } catch (NoSuchFileException e) {
        // Removed meanwhile.
        continue;
      }
    }
  }

  private void add(Path file, Callable<Runnable> work) {
    steps.add(ReadingStep.of(file, work));
  }

  /** Those of no stream first: they say when the recorder was started. */
  private void addFiles(DayManifest day, boolean counts) {
    Comparator<DayManifest.File> order = Comparator.comparing(file -> !file.id().isNone());
    for (DayManifest.File file : day.streams().stream().sorted(order).toList()) {
      add(
          layout.records(new ArchivedStream(day.venue(), file.id(), LocalDate.parse(day.date()))),
          () -> {
            Mapping mapping = mappings.forJournal(journal.name());
            ExaminedDayFile examined =
                new DayFileExam(layout, day, file, mapping, keepsKeys, reader()).read();
            return () -> verifier.join(examined, counts);
          });
    }
  }
}
