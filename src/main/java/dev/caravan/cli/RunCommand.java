package dev.caravan.cli;

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
import java.util.concurrent.Callable;
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

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(
      names = "--print-config",
      description = "Print every value in force and where it comes from, without secrets, and end.")
  private boolean printConfig;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    CaravanConfig config;
    RouteSource routes;
    try {
      ConfigFiles.Loaded loaded = files.load();
      config = loaded.config();
      if (printConfig) {
        printConfig(config, spec.commandLine().getOut());
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
    LogSettings.apply(config, System.getenv());
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
    return statistics.lost() == 0 ? 0 : 1;
  }

  /** One value a line, what is not a default marked with where it stands. */
  private static void printConfig(CaravanConfig config, PrintWriter out) {
    for (EffectiveValue value : config.effective()) {
      out.printf("%-60s  # %s%n", value, value.origin());
    }
    out.flush();
  }
}
