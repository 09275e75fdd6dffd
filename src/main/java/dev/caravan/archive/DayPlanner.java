package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the days of a data folder and says which are consolidated, which can be, and why not.
 *
 * <p>A day is ready when it is over and no unsealed segment holds records of it. It is done when
 * its day manifest names every segment that reaches into it; a segment that was sealed later makes
 * it ready again.
 *
 * <p>Only looks. Remembers what sealed segments cover, since that never changes. Not thread-safe.
 */
public final class DayPlanner {

  private static final String RAW = "raw/";
  private static final int LOOKS = 3;
  private static final long LOOKED_AT = 1 << 20;

  private final ArchiveLayout layout;
  private final Map<Path, SegmentSpan> known = new HashMap<>();
  private final Map<Path, Named> named = new HashMap<>();

  /** The sources that a day manifest named when it was last looked at. */
  private record Named(FileTime modified, Set<String> sources) {}

  public DayPlanner(Path dataDir) {
    this.layout = new ArchiveLayout(requireNonNull(dataDir, "dataDir"));
  }

  /**
   * Every day that the journals of the data folder or its archive know, by venue and date.
   *
   * @param today days from this one on are not over
   */
  public List<DayOutlook> look(LocalDate today) throws IOException {
    List<DayOutlook> days = new ArrayList<>();
    for (JournalDirectory journal : journals()) {
      days.addAll(settledLook(journal, today));
    }
    return List.copyOf(days);
  }

  /**
   * Looks again where a segment changed its name meanwhile: without it a day would seem to be
   * whole.
   */
  private List<DayOutlook> settledLook(JournalDirectory journal, LocalDate today)
      throws IOException {
    for (int look = 1; ; look++) {
      try {
        return look(journal, today);
      } catch (NoSuchFileException e) {
        if (look == LOOKS) {
          throw e;
        }
      }
    }
  }

  /** The journals that are consolidated: one per venue. */
  List<JournalDirectory> journals() throws IOException {
    return JournalDirectory.all(layout.dataDir()).stream()
        .filter(journal -> journal.name().startsWith(RAW))
        .toList();
  }

  private List<DayOutlook> look(JournalDirectory journal, LocalDate today) throws IOException {
    TreeMap<LocalDate, List<SegmentSpan>> sources = new TreeMap<>();
    TreeMap<LocalDate, String> problems = new TreeMap<>();
    List<SegmentFile> unsealed = new ArrayList<>();
    for (SegmentFile segment : listed(journal)) {
      switch (segment.state()) {
        case SEALED -> add(segment, sources, problems);
        case UNPROVEN ->
            problems.merge(
                startOf(segment).date(),
                segment.name() + " has no manifest; run verify",
                (a, b) -> a);
        case OPEN, ROTATED -> unsealed.add(segment);
      }
    }
    Map<LocalDate, String> waiting = new TreeMap<>();
    for (SegmentFile segment : unsealed) {
      for (LocalDate date : daysOf(segment)) {
        waiting.put(date, segment.name() + " is not sealed yet");
        sources.putIfAbsent(date, List.of());
      }
    }
    List<DayOutlook> days = new ArrayList<>();
    String venue = VenueMappings.venueOf(journal.name());
    for (Map.Entry<LocalDate, List<SegmentSpan>> entry : sources.entrySet()) {
      LocalDate date = entry.getKey();
      DayPlan plan = new DayPlan(journal, new UtcDay(date), entry.getValue());
      days.add(
          outlook(
              venue,
              plan,
              date.isBefore(today)
                  ? Optional.ofNullable(waiting.get(date))
                  : Optional.of("the day is not over"),
              Optional.ofNullable(problems.get(date))));
    }
    return days;
  }

  /** Listed again where a number is missing: a name that changes meanwhile may be in no listing. */
  private static List<SegmentFile> listed(JournalDirectory journal) throws IOException {
    List<SegmentFile> segments = journal.segments();
    for (int look = 1; look < LOOKS && hasHole(segments); look++) {
      segments = journal.segments();
    }
    return segments;
  }

  private static boolean hasHole(List<SegmentFile> segments) {
    return !segments.isEmpty()
        && segments.get(segments.size() - 1).name().number()
            >= segments.get(0).name().number() + segments.size();
  }

  private DayOutlook outlook(
      String venue, DayPlan plan, Optional<String> waiting, Optional<String> problem)
      throws IOException {
    LocalDate date = plan.date();
    if (waiting.isEmpty() && isDone(venue, plan)) {
      return new DayOutlook(venue, date, DayOutlook.State.DONE, "", Optional.empty());
    }
    if (waiting.isPresent()) {
      return new DayOutlook(venue, date, DayOutlook.State.WAITING, waiting.get(), Optional.empty());
    }
    Optional<String> missing =
        problem.or(
            () ->
                plan.sources().stream()
                    .filter(span -> span.compressed().isEmpty())
                    .findFirst()
                    .map(span -> "the records of segment " + span.name() + " are not there"));
    return missing.isPresent()
        ? new DayOutlook(venue, date, DayOutlook.State.IMPOSSIBLE, missing.get(), Optional.empty())
        : new DayOutlook(venue, date, DayOutlook.State.READY, "", Optional.of(plan));
  }

  /** The day's manifest; empty where the day is not consolidated. */
  Optional<DayManifest> dayManifest(String venue, LocalDate date) throws IOException {
    try {
      return Optional.of(DayManifest.read(layout.dayManifest(venue, date)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private boolean isDone(String venue, DayPlan plan) throws IOException {
    Path file = layout.dayManifest(venue, plan.date());
    if (!Files.exists(file)) {
      return false;
    }
    FileTime modified = Files.getLastModifiedTime(file);
    Named known = named.get(file);
    if (known == null || !known.modified().equals(modified)) {
      Set<String> sources = new HashSet<>();
      DayManifest.read(file)
          .sources()
          .forEach(source -> sources.add(source.number() + source.sha256()));
      known = new Named(modified, sources);
      named.put(file, known);
    }
    Set<String> sources = known.sources();
    return plan.sources().stream()
        .allMatch(span -> sources.contains(span.number() + span.sha256()));
  }

  private void add(
      SegmentFile segment,
      Map<LocalDate, List<SegmentSpan>> sources,
      Map<LocalDate, String> problems)
      throws IOException {
    try {
      SegmentSpan span = span(segment);
      for (UtcDay day : days(span)) {
        sources.computeIfAbsent(day.date(), date -> new ArrayList<>()).add(span);
      }
    } catch (ManifestException e) {
      problems.put(startOf(segment).date(), String.valueOf(e.getMessage()));
      sources.computeIfAbsent(startOf(segment).date(), date -> new ArrayList<>());
    }
  }

  /** What a sealed segment covers. */
  SegmentSpan span(SegmentFile segment) throws IOException {
    Path manifest = segment.manifest().orElseThrow();
    SegmentSpan span = known.get(manifest);
    if (span == null || span.compressed().isPresent() != segment.compressed().isPresent()) {
      span = SegmentSpan.read(segment);
      known.put(manifest, span);
    }
    return span;
  }

  /** The days that a segment reaches into. */
  static List<UtcDay> days(SegmentSpan span) {
    List<UtcDay> days = new ArrayList<>();
    if (span.records() > 0) {
      for (UtcDay day = UtcDay.of(span.firstNs()); span.overlaps(day); day = day.next()) {
        days.add(day);
      }
    }
    return days;
  }

  private static UtcDay startOf(SegmentFile segment) {
    return new UtcDay(LocalDate.ofInstant(segment.name().startedAt(), ZoneOffset.UTC));
  }

  /** Days that an unsealed segment holds, as far as its beginning shows, and all that follow. */
  private static Set<LocalDate> daysOf(SegmentFile segment) throws IOException {
    Set<LocalDate> days = new HashSet<>();
    days.add(startOf(segment).date());
    Path plain = segment.plain().orElseThrow();
    try (SegmentReader reader = SegmentReader.open(plain, SegmentReader.Tail.MAY_BE_TORN)) {
      while (reader.nextOffset() < LOOKED_AT && reader.next()) {
        try {
          if (reader.record() instanceof ParsedRecord.Entry entry) {
            days.add(UtcDay.of(entry.receiveTimeNs()).date());
          }
        } catch (InvalidRecordException e) {
          // Recovery judges it; here only its time would matter.
        }
      }
    }
    LocalDate last =
        LocalDate.ofInstant(Files.getLastModifiedTime(plain).toInstant(), ZoneOffset.UTC);
    for (LocalDate date = startOf(segment).date(); !date.isAfter(last); date = date.plusDays(1)) {
      days.add(date);
    }
    return days;
  }
}
