package dev.caravan.cli;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchiveOptions;
import dev.caravan.archive.ArchiveProgress;
import dev.caravan.archive.Consolidator;
import dev.caravan.archive.DayManifest;
import dev.caravan.archive.DayOutlook;
import dev.caravan.archive.DayPlanner;
import dev.caravan.archive.Pace;
import dev.caravan.archive.SourcePurge;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.DataLockedException;
import dev.caravan.recording.NoDataFolderException;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consolidate}: turns finished days into one file per stream. */
@Command(
    name = "consolidate",
    mixinStandardHelpOptions = true,
    description = {
      "Turns the sealed segments of a UTC day into one verified file per stream, as a running daemon"
          + " does by itself after midnight.",
      "Needs the data folder for itself: not beside a running daemon. May be interrupted and repeated."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every asked day is in the archive",
      "1:one cannot be consolidated, as the message says",
      "2:could not run"
    },
    footer = {
      "",
      "Example:",
      "  java -jar target/caravan.jar consolidate data --date 2026-11-19",
      "  java -jar target/caravan.jar consolidate data --venue binance-spot"
    })
public final class ConsolidateCommand implements Callable<Integer> {

  private static final int EXIT_DONE = 0;
  private static final int EXIT_INCOMPLETE = 1;
  private static final int EXIT_COULD_NOT_RUN = 2;
  private static final int LEVEL = 9;
  private static final List<String> PHASES = List.of("reading", "sorting", "verifying");

  private final Function<String, Mapping> mappings;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Parameters(paramLabel = "DATA", description = "The data folder that `run` records into.")
  private Path data;

  @Option(
      names = "--date",
      paramLabel = "D",
      description = "The UTC day, as in 2026-11-19. Default: every finished day that is missing.")
  private @Nullable LocalDate date;

  @Option(names = "--venue", paramLabel = "V", description = "Only this venue. Default: all.")
  private @Nullable String venue;

  @Option(
      names = "--level",
      paramLabel = "N",
      defaultValue = "" + LEVEL,
      description = "zstd level of the files, 1 to 22. Default: ${DEFAULT-VALUE}.")
  private int level = LEVEL;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "MiB that buffers and compressor may take. Default: ${DEFAULT-VALUE}.")
  private int memoryMib = 64;

  @Option(
      names = "--purge-source",
      description =
          "Then remove every segment whose days are all in the archive and verified; manifests"
              + " stay.")
  private boolean purgeSource;

  public ConsolidateCommand() {
    this(Venues::mapping, System.out, System.err, Clock.systemUTC());
  }

  ConsolidateCommand(
      Function<String, Mapping> mappings, PrintStream out, PrintStream err, Clock clock) {
    this.mappings = mappings;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try {
      // Before the lock, which would leave its file in a folder that is none of ours.
      NoDataFolderException.requireDataFolder(data);
      DataLock lock = DataLock.acquire(data, clock.instant());
      try {
        return consolidate();
      } finally {
        lock.close();
      }
    } catch (DataLockedException e) {
      err.println(
          "consolidate could not run: "
              + Failures.words(e)
              + ". A running Caravan consolidates by itself after midnight UTC; `status` shows how"
              + " far it is.");
      return EXIT_COULD_NOT_RUN;
    } catch (IOException e) {
      err.println("consolidate could not run: " + Failures.words(e));
      return EXIT_COULD_NOT_RUN;
    } catch (IllegalArgumentException e) {
      err.println("consolidate could not run: " + e.getMessage());
      return EXIT_COULD_NOT_RUN;
    }
  }

  private int consolidate() throws IOException {
    Consolidator consolidator =
        new Consolidator(
            data,
            mappings,
            new ArchiveOptions(
                (long) memoryMib << 20,
                ArchiveOptions.DEFAULT_OPEN_FILES,
                level,
                "caravan " + Version.number()),
            Pace.FULL);
    List<DayOutlook> days =
        new DayPlanner(data)
            .look(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)).stream()
                .filter(day -> date == null || day.date().equals(date))
                .filter(day -> venue == null || day.venue().equals(venue))
                .toList();
    if (days.isEmpty()) {
      err.println("consolidate could not run: the journal holds nothing of what was asked for");
      return EXIT_COULD_NOT_RUN;
    }
    boolean isAllDone = true;
    for (DayOutlook day : days) {
      isAllDone &= consolidate(day, consolidator);
    }
    if (purgeSource) {
      SourcePurge.Result removed = new SourcePurge(data).purge(clock.instant());
      out.printf(
          Locale.ROOT,
          "%d segments removed, %,d bytes; their manifests stay%n",
          removed.segments(),
          removed.bytes());
    }
    return isAllDone ? EXIT_DONE : EXIT_INCOMPLETE;
  }

  private boolean consolidate(DayOutlook day, Consolidator consolidator) {
    String name = day.venue() + " " + day.date();
    if (day.plan().isEmpty()) {
      boolean isDone = day.state() == DayOutlook.State.DONE;
      boolean isAsked = date != null;
      if (isDone) {
        out.println(name + ": is in the archive already");
      } else {
        err.println(name + ": not consolidated: " + day.reason() + nextStep(day));
      }
      return isDone || (!isAsked && day.state() == DayOutlook.State.WAITING);
    }
    ProgressLine progress =
        new ProgressLine(err, Terminal.isInteractive(), NanoClock.system(), "% of " + name);
    try {
      DayManifest done =
          consolidator.consolidate(day.plan().get(), share(progress), clock.instant());
      progress.end();
      out.printf(
          Locale.ROOT,
          "%s: %,d records of %d segments in %d files, %,d bytes, %d left out as double; see %s%n",
          name,
          done.records(),
          done.sources().size(),
          done.streams().size(),
          done.streams().stream().mapToLong(DayManifest.File::bytes).sum(),
          done.dropped(),
          new ArchiveLayout(data).dayManifest(day.venue(), day.date()));
      return true;
    } catch (IOException e) {
      progress.end();
      err.println(name + ": not consolidated: " + e.getMessage());
      return false;
    }
  }

  /** Three readings, each a third. */
  private static ArchiveProgress share(ProgressLine progress) {
    return (phase, done, total) -> {
      int before = PHASES.indexOf(phase) * 100 / PHASES.size();
      int of = total == 0 ? 100 : (int) (100 * done / total);
      progress.show(before + of / PHASES.size(), 100);
    };
  }

  private static String nextStep(DayOutlook day) {
    return day.state() == DayOutlook.State.WAITING && !day.reason().contains("not over")
        ? "; start `run` once, it seals what an earlier run left open"
        : "";
  }
}
