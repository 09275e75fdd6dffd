package dev.caravan.camel.daemon;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.camel.health.CaravanHealthCheck;
import dev.caravan.camel.journal.Journals;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.config.CaravanConfig;
import dev.caravan.disk.DiskForecast;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidData;
import dev.caravan.rest.InstrumentWatches;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.Feeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

/**
 * Registers the checks that decide whether the daemon is ready; each is one question to one part.
 */
final class DaemonChecks {

  private static final int MAX_SEAL_BACKLOG = 3;

  private DaemonChecks() {}

  static void register(
      CamelContext context,
      CaravanConfig config,
      Path dataDir,
      Feeds feeds,
      Journals journals,
      DiskForecast forecast) {
    for (String venue : config.names("caravan.venues")) {
      add(
          context,
          "feed/" + venue,
          () ->
              feeds.all().stream()
                  .filter(feed -> feed.venue().equals(venue))
                  .findFirst()
                  .map(feed -> FeedProblems.of(feed.status()))
                  .orElse(Optional.of(venue + ": no capture route has started its feed")),
          Severity.CRITICAL,
          "Check the network and the venue's status page; Caravan keeps trying by itself.");
      Duration clockOffset = config.duration("caravan.watch.clock-offset");
      add(
          context,
          "clock/" + venue,
          () -> problem(feeds, venue, feed -> ClockProblems.of(feed, clockOffset)),
          Severity.WARNING,
          "Check the time synchronisation of this machine (chronyc tracking, timedatectl); receive"
              + " times are recorded as they are.");
      // Apart from each other: an incident says once what it is about, and a stream that is refused
      // for ever must not hide one that falls silent.
      add(
          context,
          "refused/" + venue,
          () -> problem(feeds, venue, FeedProblems::refused),
          Severity.CRITICAL,
          "Check the channel's name, and whether the venue still offers it; Caravan asks again by"
              + " itself.");
      add(
          context,
          "silent/" + venue,
          () -> problem(feeds, venue, FeedProblems::silent),
          Severity.CRITICAL,
          "Check the venue's status page and whether the symbol is halted; Caravan asks again by"
              + " itself.");
    }
    add(
        context,
        "journal",
        () -> worst(journals, status -> status.isPaused() ? "" : status.problem()),
        Severity.CRITICAL,
        "Do what the sentence says. Nothing is dropped meanwhile; it goes on by itself.");
    Duration unsyncedAfter = config.duration("caravan.watch.unsynced-after");
    add(
        context,
        "unsynced",
        () ->
            worst(
                journals,
                status ->
                    status.unsyncedAge().compareTo(unsyncedAfter) > 0
                        ? "oldest record is not durable since "
                            + status.unsyncedAge().toSeconds()
                            + "s (limit "
                            + unsyncedAfter.toSeconds()
                            + "s)"
                        : ""),
        Severity.WARNING,
        "The disk is slow or stuck; look at its load and health.");
    add(
        context,
        "seal-backlog",
        () -> worst(journals, status -> sealProblem(journals, status)),
        Severity.WARNING,
        "If it names a reason, mend that: free space, the disk, the limit of open files. It is tried"
            + " again by itself and the plain files stay. Else the machine cannot keep up: raise"
            + " caravan.compress.workers or lower caravan.compress.level.");
    long reserve = config.size("caravan.disk.reserve");
    add(
        context,
        "disk",
        () -> diskProblem(dataDir, reserve, journals, forecast),
        Severity.CRITICAL,
        "Free space on the data disk, or move the data folder to a larger one. Writing goes on by"
            + " itself; what was not kept is recorded as a gap.");
    Duration within = config.duration("caravan.disk.warn-within");
    add(
        context,
        "disk-forecast",
        () -> forecastProblem(forecast, within),
        Severity.WARNING,
        "Free space on the data disk, or move sealed segments away, oldest first.");
  }

  private static Optional<String> problem(
      Feeds feeds, String venue, Function<FeedStatus, Optional<String>> question) {
    return feeds.all().stream()
        .filter(feed -> feed.venue().equals(venue))
        .findFirst()
        .flatMap(feed -> question.apply(feed.status()));
  }

  static void registerRoutes(CamelContext context, RouteReloader reloader) {
    add(
        context,
        "routes",
        () -> routeProblem(context, reloader),
        Severity.CRITICAL,
        "Look for 'route' in the log: an edit failed or a route stopped; mend the file and save it"
            + " again.");
  }

  private static void add(
      CamelContext context,
      String name,
      Supplier<Optional<String>> problem,
      Severity severity,
      String nextStep) {
    HealthCheckRegistry.get(context)
        .register(new CaravanHealthCheck(name, problem, severity, nextStep));
  }

  /** Every finished day can be consolidated. */
  static void registerArchive(CamelContext context, ArchiveKeeper archive) {
    add(
        context,
        "archive",
        () -> Optional.of(archive.status().problem()).filter(problem -> !problem.isEmpty()),
        Severity.WARNING,
        "Run verify on the data folder and look for 'archive' in the log; the segments stay, and the"
            + " day is tried again every hour.");
  }

  /** Every selected symbol is one that its venue lists. */
  static void registerInstruments(CamelContext context, InstrumentWatches instruments) {
    add(
        context,
        "instruments",
        () -> {
          List<String> problems = instruments.problems();
          return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
        },
        Severity.WARNING,
        "Correct the symbols in the configuration; the others are recorded meanwhile.");
  }

  /** What the streams of a venue say can be true. */
  static void registerMarketData(CamelContext context, CaravanConfig config, InvalidData invalid) {
    for (String venue : config.names("caravan.venues")) {
      add(
          context,
          "market-data/" + venue,
          () -> invalid.problem(venue),
          Severity.WARNING,
          "Look at the frames (caravan cat --channel … --symbol …): they are recorded as they came."
              + " If the venue changed its format, Caravan needs an update.");
    }
  }

  /** What is saved is what runs. */
  static void registerConfiguration(CamelContext context, ConfigWatch watch) {
    add(
        context,
        "configuration",
        () -> {
          List<String> problems = watch.problems();
          return problems.isEmpty()
              ? Optional.empty()
              : Optional.of("saved configuration refused: " + String.join("; ", problems));
        },
        Severity.WARNING,
        "Mend it and save again; what ran before runs on.");
  }

  private static String sealProblem(Journals journals, JournalStatus status) {
    String failure = journals.sealProblem(status.name());
    if (!failure.isEmpty() || status.sealBacklog() <= MAX_SEAL_BACKLOG) {
      return failure;
    }
    return status.sealBacklog()
        + " rotated segments wait to be sealed (limit "
        + MAX_SEAL_BACKLOG
        + ")";
  }

  private static Optional<String> worst(
      Journals journals, Function<JournalStatus, String> question) {
    String all =
        journals.status().stream()
            .map(
                status ->
                    Optional.of(question.apply(status))
                        .filter(text -> !text.isEmpty())
                        .map(text -> status.name() + ": " + text))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static Optional<String> diskProblem(
      Path dataDir, long reserve, Journals journals, DiskForecast forecast) {
    Optional<String> paused =
        worst(
            journals,
            status ->
                status.isPaused()
                    ? status.problem() + " (" + status.notKeptFrames() + " frames so far)"
                    : "");
    try {
      long free = Files.getFileStore(dataDir).getUsableSpace();
      forecast.look(free);
      return paused.isPresent() || free >= reserve
          ? paused
          : Optional.of(
              "only "
                  + (free >> 20)
                  + " MiB are free on the data disk (caravan.disk.reserve is "
                  + (reserve >> 20)
                  + " MiB): writing is paused");
    } catch (IOException e) {
      return Optional.of("free space of the data disk cannot be read: " + e.getMessage());
    }
  }

  private static Optional<String> forecastProblem(DiskForecast forecast, Duration within) {
    OptionalDouble hours = forecast.hoursToFull();
    double limit = within.toMinutes() / 60.0;
    if (hours.isEmpty() || hours.getAsDouble() > limit) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the data disk is full in about %.1f hours: it loses %.1f MB an hour, writing pauses at"
                + " %d MiB (caravan.disk.reserve)",
            hours.getAsDouble(),
            forecast.bytesPerHour().orElse(0) / 1e6,
            forecast.reserveBytes() >> 20));
  }

  /** Routes that should be there are there, and run unless they are switched off. */
  private static Optional<String> routeProblem(CamelContext context, RouteReloader reloader) {
    List<String> problems = new ArrayList<>();
    for (String id : reloader.status().expectedRoutes()) {
      ServiceStatus status = context.getRouteController().getRouteStatus(id);
      if (status == null) {
        problems.add(id + " is missing");
      } else if (!status.isStarted() && !isSwitchedOff(context, id)) {
        problems.add(id + " is " + status.name().toLowerCase(Locale.ROOT));
      }
    }
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of("routes: " + String.join(", ", problems));
  }

  private static boolean isSwitchedOff(CamelContext context, String id) {
    RouteDefinition definition =
        context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(id);
    String autoStartup = definition == null ? null : definition.getAutoStartup();
    return autoStartup != null && "false".equals(context.resolvePropertyPlaceholders(autoStartup));
  }
}
