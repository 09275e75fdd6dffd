package dev.caravan.camel.daemon;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.camel.health.CaravanHealthCheck;
import dev.caravan.camel.health.CheckProblem;
import dev.caravan.camel.journal.Journals;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.disk.DiskForecast;
import dev.caravan.disk.DiskSpace;
import dev.caravan.health.Deadlocks;
import dev.caravan.health.HeapUse;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentLog;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidData;
import dev.caravan.rest.InstrumentWatches;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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

  private static final int HEAP_IS_EXHAUSTED = 98;

  private DaemonChecks() {}

  static void register(
      CamelContext context,
      CaravanConfig config,
      Path dataDir,
      Journals journals,
      DiskForecast forecast) {
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
    int sealBacklog = config.number("caravan.watch.seal-backlog");
    add(
        context,
        "seal-backlog",
        () -> worst(journals, status -> sealProblem(journals, status, sealBacklog)),
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

  /** The process itself, and whether anybody can be told. */
  static void registerProcess(CamelContext context, CaravanConfig config, IncidentLog incidents) {
    int heapLimit = config.number("caravan.watch.heap-percent");
    add(
        context,
        "heap",
        () -> heapProblem(HeapUse.percentAfterCollection(), heapLimit),
        Severity.WARNING,
        "Give the process more memory (-Xmx in config/jvm.options) or record fewer streams.");
    Duration untoldAfter = config.duration("caravan.watch.untold-after");
    add(
        context,
        "untold",
        () -> untoldProblem(incidents, untoldAfter),
        Severity.WARNING,
        "Check the network and the configuration of that channel; what waits is told, once, when it"
            + " works again.");
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    registry.register(
        new CaravanHealthCheck(
            "heap-exhausted",
            () ->
                heapProblem(HeapUse.percentAfterCollection(), HEAP_IS_EXHAUSTED)
                    .map(CheckProblem::new),
            Severity.CRITICAL,
            "Restart the process with more memory (-Xmx in config/jvm.options).",
            Set.of(),
            true));
    Deadlocks deadlocks =
        new Deadlocks(
            NanoClock.system(), () -> ManagementFactory.getThreadMXBean().findDeadlockedThreads());
    registry.register(
        new CaravanHealthCheck(
            "deadlock",
            () -> deadlocks.problem().map(CheckProblem::new),
            Severity.CRITICAL,
            "Keep the output of jstack, restart the process and report it.",
            Set.of(),
            true));
  }

  private static Optional<String> heapProblem(int percent, int limit) {
    return percent < limit
        ? Optional.empty()
        : Optional.of(
            percent + " % of the heap are in use after a collection (limit " + limit + " %)");
  }

  private static Optional<String> untoldProblem(IncidentLog incidents, Duration limit) {
    String all =
        incidents.deliveries().stream()
            .filter(delivery -> delivery.failingFor().compareTo(limit) > 0)
            .map(
                delivery ->
                    delivery.consumer()
                        + ": nothing could be told for "
                        + delivery.failingFor().toMinutes()
                        + " min, waiting="
                        + delivery.pending()
                        + " reason=\""
                        + delivery.failure()
                        + "\"")
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
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

  private static String sealProblem(Journals journals, JournalStatus status, int limit) {
    String failure = journals.sealProblem(status.name());
    if (!failure.isEmpty() || status.sealBacklog() <= limit) {
      return failure;
    }
    return status.sealBacklog() + " rotated segments wait to be sealed (limit " + limit + ")";
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
      long free = DiskSpace.usableBytes(dataDir);
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
