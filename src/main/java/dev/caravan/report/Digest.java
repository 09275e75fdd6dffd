package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident;
import dev.caravan.incident.IncidentText;
import dev.caravan.incident.Note;
import dev.caravan.web.DaemonStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sums up each day at a fixed time; one that was missed, since the process was not running, follows
 * at the next start with all that belongs to it.
 *
 * <p>Any thread; the bean {@code digest} of the routes.
 */
public final class Digest {

  private static final int MOST_INCIDENTS = 5;

  private final Supplier<DaemonStatus> statuses;
  private final Tally tally;
  private final Optional<LocalTime> at;
  private final ZoneId zone;

  /**
   * @param at the time of day; empty for never
   */
  public Digest(Supplier<DaemonStatus> statuses, Tally tally, Optional<LocalTime> at, ZoneId zone) {
    this.statuses = requireNonNull(statuses, "statuses");
    this.tally = requireNonNull(tally, "tally");
    this.at = requireNonNull(at, "at");
    this.zone = requireNonNull(zone, "zone");
  }

  /** Counts on. */
  public void count() {
    tally.count(statuses.get());
  }

  /** The digest if it is time for one, else null: for a route's filter. */
  public @Nullable Note due() {
    DaemonStatus status = statuses.get();
    Totals totals = tally.count(status);
    Optional<Instant> last = at.map(time -> lastBefore(status.at(), time));
    if (last.isEmpty() || !last.get().isAfter(totals.since())) {
      return null;
    }
    return new Note(
        "digest/" + last.get(),
        String.format(
            Locale.ROOT,
            "Digest: %s %% recorded, %s",
            percent(totals.completenessPercent()),
            status.openIncidents().isEmpty()
                ? "no incident is open"
                : status.openIncidents().size() + " incidents are open"),
        String.join("\n", lines(status, totals)));
  }

  /** The digest is on its way for sure: what follows belongs to the next one. */
  public void told() {
    tally.reset(statuses.get().at());
  }

  private Instant lastBefore(Instant now, LocalTime time) {
    ZonedDateTime today = now.atZone(zone).with(time);
    return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
  }

  private static List<String> lines(DaemonStatus status, Totals totals) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "the last "
            + IncidentText.inWords(Duration.between(totals.since(), status.at()))
            + ", since "
            + totals.since().truncatedTo(ChronoUnit.SECONDS));
    lines.add(
        String.format(
            Locale.ROOT,
            "Streams: %,d wanted, %,d acknowledged, %,d receiving now",
            status.wanted(),
            status.acknowledged(),
            status.receiving()));
    lines.add(
        "Completeness: "
            + percent(totals.completenessPercent())
            + " % of the streams' time was received and written");
    lines.add(gaps(totals));
    lines.add(
        String.format(
            Locale.ROOT,
            "Written: %.2f GB (before compression), %,d frames",
            totals.bytes() / 1e9,
            totals.frames()));
    lines.add("Disk: " + DaemonReport.disk(status));
    lines.add("Starts of the process: " + totals.starts());
    long incidents =
        Stream.concat(status.recentIncidents().stream(), status.openIncidents().stream())
            .map(Incident::openedAt)
            .filter(opened -> opened.isAfter(totals.since()))
            .count();
    lines.add("Incidents: " + incidents + ", open now: " + status.openIncidents().size());
    status.openIncidents().stream()
        .limit(MOST_INCIDENTS)
        .forEach(incident -> lines.add("• " + incident.sentence()));
    return lines;
  }

  private static String gaps(Totals totals) {
    if (totals.allGaps() == 0) {
      return "Gaps: none";
    }
    String causes =
        totals.gaps().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .map(gap -> gap.getKey() + " " + gap.getValue())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "Gaps: %,d with %,d ids missing (%s)",
        totals.allGaps(),
        totals.missingIds(),
        causes);
  }

  /** Rounded down, so that only what is complete is called 100. */
  static String percent(double percent) {
    return String.format(Locale.ROOT, "%.3f", Math.floor(percent * 1_000) / 1_000);
  }
}
