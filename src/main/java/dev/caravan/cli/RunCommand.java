package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.daemon.DaemonOptions;
import dev.caravan.camel.daemon.FinalStatistics;
import dev.caravan.camel.daemon.StartException;
import dev.caravan.camel.reload.RouteSource;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.config.EffectiveValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records until it is asked to stop. */
@Command(
    name = "run",
    description = "Record the configured venues until asked to stop (Ctrl-C or SIGTERM).",
    footer = {
      "",
      "Exit code: 0 stopped on request, 1 stopped by an error, 2 could not start.",
      "Examples:",
      "  java -jar caravan.jar run --data /srv/caravan --set caravan.http.port=8080",
      "  java -jar caravan.jar run --print-config"
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

  static final int COULD_NOT_START = 2;
  private static final int STOPPED_BY_AN_ERROR = 1;

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(
      names = "--print-config",
      description = "Print every value in force and where it comes from, without secrets, and end.")
  private boolean printConfig;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine parsed = requireNonNull(spec, "spec").commandLine();
    return run(parsed.getOut(), parsed.getErr());
  }

  private int run(PrintWriter out, PrintWriter err) throws InterruptedException {
    CaravanConfig config;
    RouteSource routes;
    try {
      ConfigFiles.Loaded loaded = files.load();
      config = loaded.config();
      if (printConfig) {
        printConfig(config, out);
        return 0;
      }
      routes = files.routes(config);
      err.println(
          "configuration from " + loaded.origin() + ", routes from " + ConfigFiles.origin(routes));
      err.flush();
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("config: " + problem));
      return COULD_NOT_START;
    } catch (IOException e) {
      err.println(e.getMessage());
      return COULD_NOT_START;
    }
    LogSettings.apply(config, System.getenv()).ifPresent(err::println);
    Path dataDir = Path.of(config.text("caravan.data-dir"));
    StopSignal signal = new StopSignal();
    Daemon daemon;
    try {
      daemon =
          Daemon.start(
              new DaemonOptions(config, routes, dataDir, Version.number(), files.source()));
    } catch (StartException e) {
      err.println("could not start: " + e.getMessage());
      return COULD_NOT_START;
    }
    signal.await();
    FinalStatistics statistics = daemon.stop();
    err.println(statistics.sentence());
    err.flush();
    return statistics.lost() == 0 ? 0 : STOPPED_BY_AN_ERROR;
  }

  /**
   * Runs at once where the words are nothing but plain options of run, since understanding all that
   * a command line can say is a tenth of a start's work. Empty, and nothing done, where help or a
   * hint is asked or due, or where words could be meant otherwise.
   */
  public static OptionalInt runIfPlain(List<String> words) {
    Optional<ConfigFiles> plain = ConfigFiles.ofPlain(words);
    if (plain.isEmpty()) {
      return OptionalInt.empty();
    }
    RunCommand run = new RunCommand();
    run.files = plain.get();
    PrintWriter err = new PrintWriter(System.err, true);
    try {
      return OptionalInt.of(run.run(new PrintWriter(System.out, true), err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("stopped: the main thread was interrupted");
    } catch (RuntimeException e) {
      // No constant: logging takes its settings from the configuration, which is not read before.
      LoggerFactory.getLogger(RunCommand.class).error("run ended by a defect; report it", e);
      err.println("run ended by a defect: " + e + "; the log has more, report it");
    }
    return OptionalInt.of(STOPPED_BY_AN_ERROR);
  }

  /** One value a line, what is not a default marked with where it stands. */
  private static void printConfig(CaravanConfig config, PrintWriter out) {
    for (EffectiveValue value : config.effective()) {
      out.printf("%-60s  # %s%n", value, value.origin());
    }
    out.flush();
  }
}
