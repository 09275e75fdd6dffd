package dev.caravan.cli;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.ledger.Ledger;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.venue.Venues;
import dev.caravan.verify.Fix;
import dev.caravan.verify.Fixer;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerificationJson;
import dev.caravan.verify.VerificationReport;
import dev.caravan.verify.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: says whether a recording is complete and undamaged. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads everything that was recorded, also beside a running daemon, and says what is missing"
          + " or damaged.",
      "What can be proved depends on the channel: contiguous ids prove every missing one, growing"
          + " ids prove the order, no ids prove nothing but silence."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is missing or damaged as far as it can be known",
      "1:gaps, damage, or a difference from the ledger",
      "2:could not run"
    },
    footer = {
      "",
      "Example:",
      "  java -jar target/caravan.jar verify data",
      "  java -jar target/caravan.jar verify data --json | jq .gaps",
      "  java -jar target/caravan.jar verify data --fix"
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int EXIT_COMPLETE = 0;
  private static final int EXIT_INCOMPLETE = 1;
  private static final int EXIT_COULD_NOT_RUN = 2;

  private final Function<String, Mapping> mappings;
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "DATA", description = "The data folder that `run` records into.")
  private Path data;

  @Option(
      names = "--json",
      description =
          "Print one JSON object. Offsets are bytes of the plain content, from where on it is"
              + " doubtful; 0 where all of a file is.")
  private boolean json;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Compare with what a simulator sent, as its ledger says, frame by frame.")
  private @Nullable Path ledgerFile;

  @Option(
      names = "--fix",
      description = {
        "Before that, rebuild what can be rebuilt without inventing anything, and say what was"
            + " done: what an unclean end left behind, as the next start would; manifests of whole"
            + " sealed files; sealed files whose proven plain file is still there.",
        "Takes the lock of the folder, so stop the daemon first. Damaged files go to quarantine or"
            + " stay; none is deleted."
      })
  private boolean fix;

  public VerifyCommand() {
    this(Venues::mapping, System.out, System.err);
  }

  VerifyCommand(Function<String, Mapping> mappings, PrintStream out, PrintStream err) {
    this.mappings = mappings;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    ProgressLine progress =
        new ProgressLine(err, Terminal.isInteractive(), NanoClock.system(), "MiB read");
    try {
      Optional<Ledger> ledger =
          ledgerFile == null ? Optional.empty() : Optional.of(Ledger.read(ledgerFile));
      List<Fix> fixes = fix ? fixer().fix(data) : List.of();
      Verification verification =
          new Verifier(mappings, Venues::marketReader)
              .verify(
                  data, ledger, (done, total) -> progress.show(mebibytes(done), mebibytes(total)));
      progress.end();
      print(verification, fixes);
      return verification.result() == Verification.Result.COMPLETE
          ? EXIT_COMPLETE
          : EXIT_INCOMPLETE;
    } catch (IOException e) {
      progress.end();
      err.println("verify could not run: " + Failures.words(e));
      return EXIT_COULD_NOT_RUN;
    }
  }

  private static int mebibytes(long bytes) {
    return Math.toIntExact((bytes + (1 << 20) - 1) >> 20);
  }

  private Fixer fixer() {
    return new Fixer(
        mappings, SegmentSealer.DEFAULT_LEVEL, "caravan " + Version.number(), Instant.now());
  }

  private void print(Verification verification, List<Fix> fixes) throws IOException {
    if (json) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      VerificationJson.write(verification, fixes, bytes);
      out.write(bytes.toByteArray());
    } else {
      for (String line : VerificationReport.lines(verification, fixes)) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    out.flush();
  }
}
