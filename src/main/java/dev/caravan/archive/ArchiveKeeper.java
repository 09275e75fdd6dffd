package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the archive of a running recorder up to date: knows which days are due, does the steps on
 * request, and remembers how it went.
 *
 * <p>A day is due from a fixed minute after its end on; one that failed is tried again after an
 * hour. Threads: any; one step at a time.
 */
public final class ArchiveKeeper {

  /** A day is left alone for so long after its end, and for up to {@link #SPREAD} more. */
  public static final Duration FIRST_WAIT = Duration.ofMinutes(10);

  /** So that many recorders do not begin in the same minute. */
  public static final Duration SPREAD = Duration.ofMinutes(50);

  private static final Duration TRY_AGAIN_AFTER = Duration.ofHours(1);

  private static final String RETENTION = "retention";

  private final DayPlanner planner;
  private final Consolidator consolidator;
  private final SourcePurge purge;
  private final Retention retention;
  private final boolean purgesSources;
  private final EpochNanoClock clock;
  private final Duration startAfter;
  private volatile ArchiveStatus status = ArchiveStatus.NONE;

  // Guarded by this.
  private final Map<String, Failure> failures = new TreeMap<>();
  private List<ArchiveStatus.Venue> venues = List.of();
  private String working = "";

  private record Failure(String sentence, Instant retryAt) {}

  /**
   * Keeps one data folder, whose lock the caller holds.
   *
   * @param startAfter how long after midnight UTC a day is taken up; {@link #FIRST_WAIT} and a
   *     random part of {@link #SPREAD}
   */
  public ArchiveKeeper(
      Path dataDir,
      Consolidator consolidator,
      RetentionPolicy policy,
      boolean purgesSources,
      EpochNanoClock clock,
      Duration startAfter) {
    this.planner = new DayPlanner(dataDir);
    this.consolidator = requireNonNull(consolidator, "consolidator");
    this.purge = new SourcePurge(dataDir);
    this.retention = new Retention(dataDir, policy);
    this.purgesSources = purgesSources;
    this.clock = requireNonNull(clock, "clock");
    this.startAfter = requireNonNull(startAfter, "startAfter");
  }

  /** The days to consolidate now, oldest first. */
  public synchronized List<DayPlan> due() throws IOException {
    Instant now = now();
    LocalDate today = dateOf(now);
    LocalDate notYet = dateOf(now.minus(startAfter));
    List<DayPlan> due = new ArrayList<>();
    Set<String> known = new HashSet<>();
    Map<String, ArchiveStatus.Venue> byVenue = new TreeMap<>();
    for (DayOutlook day : planner.look(today)) {
      ArchiveStatus.Venue before =
          byVenue.getOrDefault(
              day.venue(), new ArchiveStatus.Venue(day.venue(), Optional.empty(), 0));
      boolean isDone = day.state() == DayOutlook.State.DONE;
      boolean isLeft = !isDone && day.date().isBefore(today);
      byVenue.put(
          day.venue(),
          new ArchiveStatus.Venue(
              day.venue(),
              isDone ? Optional.of(day.date()) : before.lastDay(),
              before.backlogDays() + (isLeft ? 1 : 0)));
      String name = day.venue() + " " + day.date();
      if (isLeft) {
        known.add(name);
      }
      if (day.state() == DayOutlook.State.IMPOSSIBLE && isLeft) {
        failures.put(name, new Failure(day.reason(), now));
      } else if (day.plan().isPresent()
          && day.date().isBefore(notYet)
          && (failures.get(name) == null || !failures.get(name).retryAt().isAfter(now))) {
        due.add(day.plan().get());
      }
    }
    failures.keySet().removeIf(name -> !name.equals(RETENTION) && !known.contains(name));
    venues = List.copyOf(byVenue.values());
    due.sort(Comparator.comparing(DayPlan::date).thenComparing(DayPlan::venue));
    show();
    return List.copyOf(due);
  }

  /** Writes the files of a day. */
  public synchronized DayDraft write(DayPlan plan) throws IOException {
    return attempt(
        plan.toString(), "consolidating " + plan, () -> consolidator.write(plan, progress(plan)));
  }

  /** Verifies what was written. */
  public synchronized void verify(DayDraft draft) throws IOException {
    attempt(
        draft.plan().toString(),
        "verifying " + draft.plan(),
        () -> {
          consolidator.verify(draft, progress(draft.plan()));
          return draft;
        });
  }

  /** Publishes what was verified. */
  public synchronized DayManifest publish(DayDraft draft) throws IOException {
    DayManifest day =
        attempt(
            draft.plan().toString(),
            "publishing " + draft.plan(),
            () -> consolidator.publish(draft, now()));
    failures.remove(draft.plan().toString());
    venues =
        venues.stream()
            .map(
                venue ->
                    venue.venue().equals(day.venue())
                        ? new ArchiveStatus.Venue(
                            venue.venue(),
                            Optional.of(draft.plan().date()),
                            Math.max(0, venue.backlogDays() - 1))
                        : venue)
            .toList();
    show();
    return day;
  }

  /** Removes the segments that are in the archive, where that is wanted. */
  public synchronized SourcePurge.Result purge() throws IOException {
    return purgesSources
        ? attempt(RETENTION, "removing consolidated segments", () -> purge.purge(now()))
        : new SourcePurge.Result(0, 0);
  }

  /** Removes what is too old or too much. */
  public synchronized Retention.Result retain() throws IOException {
    Retention.Result result = attempt(RETENTION, "removing old days", () -> retention.apply(now()));
    failures.remove(RETENTION);
    show();
    return result;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T attempt(String name, String words, Step<T> step) throws IOException {
    working = words;
    show();
    try {
      return step.run();
    } catch (StoppedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      failures.put(name, new Failure(reason, now().plus(TRY_AGAIN_AFTER)));
      throw e;
    } finally {
      working = "";
      show();
    }
  }

  private ArchiveProgress progress(DayPlan plan) {
    return (phase, done, total) -> {
      working = phase + " " + plan + " " + (total == 0 ? 100 : 100 * done / total) + "%";
      show();
    };
  }

  private void show() {
    List<String> problems = new ArrayList<>();
    failures.forEach((name, failure) -> problems.add(name + ": " + failure.sentence()));
    status = new ArchiveStatus(venues, working, String.join("; ", problems));
  }

  /** What is known now; never waits. */
  public ArchiveStatus status() {
    return status;
  }

  private Instant now() {
    return Instant.ofEpochSecond(0, clock.epochNanos());
  }

  private static LocalDate dateOf(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
