package dev.caravan;

import dev.caravan.cli.CatCommand;
import dev.caravan.cli.ConsolidateCommand;
import dev.caravan.cli.DemoCommand;
import dev.caravan.cli.DoctorCommand;
import dev.caravan.cli.MergeCommand;
import dev.caravan.cli.PlanCommand;
import dev.caravan.cli.ReplayCommand;
import dev.caravan.cli.RunCommand;
import dev.caravan.cli.SimulateCommand;
import dev.caravan.cli.StatusCommand;
import dev.caravan.cli.StopSignal;
import dev.caravan.cli.UsageErrors;
import dev.caravan.cli.VerifyCommand;
import dev.caravan.cli.Version;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the command named on the command line; {@code run} where none is named. */
@Command(
    name = "caravan",
    description =
        "Records what crypto exchanges say, completely and provably, on a machine you own.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      SimulateCommand.class,
      VerifyCommand.class,
      CatCommand.class,
      ConsolidateCommand.class,
      ReplayCommand.class,
      MergeCommand.class,
      StatusCommand.class,
      PlanCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Without a command, run is meant. Try it without internet:",
      "  java -jar caravan.jar demo --seconds 20"
    })
public final class Caravan {

  private Caravan() {}

  public static void main(String[] arguments) {
    StopSignal.promiseToFinish();
    String[] words = withDefaultCommand(arguments);
    int exitCode = 1;
    try {
      exitCode = justRun(words).orElseGet(() -> commandLine().execute(words));
    } finally {
      StopSignal.finished(exitCode);
    }
    System.exit(exitCode);
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Caravan())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageErrors());
  }

  private static OptionalInt justRun(String[] words) {
    List<String> all = Arrays.asList(words);
    return all.get(0).equals("run")
        ? RunCommand.runIfPlain(all.subList(1, all.size()))
        : OptionalInt.empty();
  }

  /** {@code run} is meant where the first word is an option of run, or nothing. */
  static String[] withDefaultCommand(String[] arguments) {
    boolean isOwn =
        arguments.length > 0
            && (!arguments[0].startsWith("-")
                || Arrays.asList("-h", "--help", "-V", "--version").contains(arguments[0]));
    return isOwn
        ? arguments
        : Stream.concat(Stream.of("run"), Arrays.stream(arguments)).toArray(String[]::new);
  }
}
