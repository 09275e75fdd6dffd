package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.incident.Incident;
import dev.caravan.incident.IncidentText;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.GapCount;
import dev.caravan.web.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Answers in a few lines what a person on the phone asks; the first line is the answer.
 *
 * <p>Any thread.
 */
public final class DaemonReport {

  private static final int MOST_NAMED = 30;
  private static final int MOST_INCIDENTS = 10;

  private final Supplier<DaemonStatus> statuses;

  public DaemonReport(Supplier<DaemonStatus> statuses) {
    this.statuses = requireNonNull(statuses, "statuses");
  }

  /** Is it recording? */
  public String status() {
    DaemonStatus status = statuses.get();
    List<String> lines = new ArrayList<>();
    lines.add(Verdict.of(status).sentence());
    lines.add(
        String.format(
            Locale.ROOT,
            "up %s, %,.0f frames a minute, %,d gaps since the start",
            IncidentText.inWords(status.uptime()),
            status.framesPerSecond() * 60,
            status.gaps()));
    status.feeds().forEach(feed -> lines.add(sets(feed)));
    lines.add(disk(status));
    List<Incident> open = status.openIncidents();
    lines.add(open.isEmpty() ? "No incident is open." : open.size() + " incidents are open:");
    open.stream()
        .limit(MOST_INCIDENTS)
        .forEach(
            incident ->
                lines.add(
                    "• "
                        + incident.sentence()
                        + " – for "
                        + IncidentText.inWords(
                            Duration.between(incident.openedAt(), status.at()))));
    return String.join("\n", lines);
  }

  /** Is anything missing? */
  public String gaps() {
    DaemonStatus status = statuses.get();
    List<GapCount> gaps = status.gapsByCause();
    List<String> lines = new ArrayList<>();
    lines.add(
        gaps.isEmpty()
            ? "No gap since the start, " + IncidentText.inWords(status.uptime()) + " ago."
            : String.format(
                Locale.ROOT,
                "%,d gaps with %,d ids missing since the start, %s ago:",
                gaps.stream().mapToLong(GapCount::gaps).sum(),
                gaps.stream().mapToLong(GapCount::missingIds).sum(),
                IncidentText.inWords(status.uptime())));
    gaps.stream()
        .limit(MOST_NAMED)
        .forEach(
            gap ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%s %s %s: %,d (%,d ids)",
                        gap.venue(),
                        gap.channel(),
                        gap.cause(),
                        gap.gaps(),
                        gap.missingIds())));
    more(lines, gaps.size());
    return String.join("\n", lines);
  }

  /** Which streams do not deliver? */
  public String streams() {
    DaemonStatus status = statuses.get();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d wanted streams are receiving.",
            status.receiving(),
            status.wanted()));
    status.feeds().forEach(feed -> lines.add(sets(feed)));
    List<String> troubled = new ArrayList<>();
    for (FeedStatus feed : status.feeds()) {
      for (StreamStatus stream : feed.streams()) {
        if (stream.phase() != Phase.RECEIVING) {
          troubled.add(
              feed.venue()
                  + " "
                  + stream.stream()
                  + ": "
                  + stream.phase().name().toLowerCase(Locale.ROOT)
                  + ", silent for "
                  + IncidentText.inWords(stream.silence()));
        }
      }
    }
    troubled.stream().limit(MOST_NAMED).forEach(lines::add);
    more(lines, troubled.size());
    return String.join("\n", lines);
  }

  /** How full is the disk? */
  public String disk() {
    DaemonStatus status = statuses.get();
    List<String> lines = new ArrayList<>();
    lines.add(disk(status));
    lines.add(
        String.format(
            Locale.ROOT,
            "of %.1f GB in all, %.1f GB reserved; %s",
            status.totalDiskBytes() / 1e9,
            status.reserveDiskBytes() / 1e9,
            status.dataDir()));
    status
        .journals()
        .forEach(
            journal ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%s: %.3f GB written since the start, %d segments to be sealed%s",
                        journal.name(),
                        journal.bytesWritten() / 1e9,
                        journal.sealBacklog(),
                        journal.problem().isEmpty() ? "" : "; " + journal.problem())));
    return String.join("\n", lines);
  }

  static String disk(DaemonStatus status) {
    String free =
        String.format(Locale.ROOT, "%.1f GB of the disk are free", status.freeDiskBytes() / 1e9);
    return status.hoursToFullDisk().isEmpty()
        ? free + "."
        : free
            + ", full in about "
            + IncidentText.inWords(
                Duration.ofMinutes((long) (status.hoursToFullDisk().getAsDouble() * 60)))
            + ".";
  }

  private static String sets(FeedStatus feed) {
    return String.format(
        Locale.ROOT,
        "%s: %,d wanted, %,d acknowledged, %,d receiving",
        feed.venue(),
        feed.streams().size(),
        feed.acknowledged(),
        feed.count(Phase.RECEIVING));
  }

  private static void more(List<String> lines, int all) {
    if (all > MOST_NAMED) {
      lines.add("and " + (all - MOST_NAMED) + " more");
    }
  }
}
