package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalDirectory;
import dev.caravan.manifest.VenueMappings;
import java.time.LocalDate;
import java.util.List;

/** A day of a venue that can be consolidated, and the sealed segments that hold it, in order. */
public final class DayPlan {

  private final JournalDirectory journal;
  private final UtcDay day;
  private final List<SegmentSpan> sources;

  DayPlan(JournalDirectory journal, UtcDay day, List<SegmentSpan> sources) {
    this.journal = requireNonNull(journal, "journal");
    this.day = requireNonNull(day, "day");
    this.sources = List.copyOf(sources);
  }

  public String venue() {
    return VenueMappings.venueOf(journal.name());
  }

  public LocalDate date() {
    return day.date();
  }

  JournalDirectory journal() {
    return journal;
  }

  UtcDay day() {
    return day;
  }

  List<SegmentSpan> sources() {
    return sources;
  }

  /** Plain bytes of all its segments. */
  public long bytes() {
    return sources.stream().mapToLong(SegmentSpan::plainBytes).sum();
  }

  @Override
  public String toString() {
    return venue() + " " + date();
  }
}
