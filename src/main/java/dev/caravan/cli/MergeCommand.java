package dev.caravan.cli;

import dev.caravan.clock.NanoClock;
import dev.caravan.merge.MergeReport;
import dev.caravan.merge.Merger;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merge}: makes one recording out of two. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one recording out of two that recorded the same venue, on two machines or one behind"
          + " the other: what both have is there once, what one missed comes from the other.",
      "Frames with ids are the same if their ids are, others if their bytes are. The sources are"
          + " only read, also beside a running daemon, and the new folder is a recording like any"
          + " other; "
          + Merger.REPORT
          + " in it says where each part comes from."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:merged", "2:could not merge; the sources are as they were"},
    footer = {
      "",
      "Upgrade without a hole: start the new version on a second folder, wait until it receives,",
      "stop the old one, and merge the two.",
      "",
      "Example:",
      "  java -jar target/caravan.jar merge data data-b --into merged",
      "  java -jar target/caravan.jar verify merged"
    })
public final class MergeCommand implements Callable<Integer> {

  private static final int EXIT_MERGED = 0;
  private static final int EXIT_COULD_NOT_MERGE = 2;
  private static final double NANOS_PER_MS = 1e6;

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A data folder that `run` recorded into.")
  private Path a;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private Path b;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "C",
      description = "The folder to write; it must be new or empty.")
  private Path into;

  @Option(
      names = "--venue",
      paramLabel = "V",
      description = "Only this venue (default: all, and both must have the same ones).")
  private @Nullable String venue;

  @Option(
      names = "--leave-out-damage",
      description = "Merge what can be read of a damaged source instead of refusing it.")
  private boolean leavesOutDamage;

  public MergeCommand() {
    this(System.out, System.err);
  }

  /** Prints elsewhere. */
  public MergeCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    ProgressLine progress = new ProgressLine(err, Terminal.isInteractive(), NanoClock.system(), "");
    try {
      Merger merger =
          new Merger(Venues::mapping, "caravan " + Version.number(), a, b, into, leavesOutDamage);
      MergeReport report =
          merger.merge(
              Optional.ofNullable(venue),
              Instant.now(),
              (what, records, total) ->
                  progress.show(
                      total == 0
                          ? String.format(Locale.ROOT, "%s %,d", what, records)
                          : String.format(Locale.ROOT, "%s %,d of %,d", what, records, total)));
      progress.end();
      report.venues().forEach(this::print);
      out.println("merged into " + into + "; check it with: verify " + into);
      out.flush();
      return EXIT_MERGED;
    } catch (IOException e) {
      progress.end();
      err.println("merge could not finish: " + Failures.words(e));
      return EXIT_COULD_NOT_MERGE;
    }
  }

  private void print(MergeReport.Venue merged) {
    for (MergeReport.Source source : merged.sources()) {
      out.printf(
          Locale.ROOT,
          "%s %s %s: %,d of %,d records taken, %,d were there already; the other one fills %,d"
              + " gaps, %,d ids%n",
          merged.venue(),
          source.prefix(),
          source.folder(),
          source.taken(),
          source.records(),
          source.copies() + source.led(),
          source.filledGaps(),
          source.filledIds());
    }
    Long offset = merged.clockOffsetNs();
    out.println(
        merged.venue()
            + (offset == null
                ? ": no frame is in both, so how far the clocks differ is not known"
                : String.format(
                    Locale.ROOT, ": the second clock is ahead by %.3f ms", offset / NANOS_PER_MS)));
  }
}
