package dev.caravan.cli;

import dev.caravan.camel.daemon.RestAccess;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.config.SymbolEntries;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestThread;
import dev.caravan.rest.SelectionProblems;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what recording the configured streams will take, before anything is started. */
@Command(
    name = "plan",
    description = {
      "Show what recording the configured streams will take: connections, subscribe time, REST"
          + " weight, expected messages and GB a day, hours until the disk is full.",
      "Starts nothing and writes nothing. Plain lists of symbols need no network; patterns such as"
          + " *USDT need the venue's instrument list."
    },
    footer = {
      "",
      "Exit code: 0 planned, 2 the configuration cannot be planned.",
      "Example:",
      "  java -jar caravan.jar plan --set 'caravan.venues.binance-spot.symbols=*USDT' --json"
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  private static final int COULD_NOT_PLAN = 2;
  private static final int ANSWER_WITHIN_SECONDS = 60;

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--check",
      description = "Check plain lists against the venue's instrument list too; needs network.")
  private boolean check;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<String> problems = new ArrayList<>();
    try (RestThread rest = new RestThread()) {
      CaravanConfig config = files.load().config();
      List<VenuePlan> plans = new ArrayList<>();
      for (String venue : config.names("caravan.venues")) {
        plan(config, venue, rest, problems).ifPresent(plans::add);
      }
      if (problems.isEmpty()) {
        DiskPlan disk =
            DiskPlan.of(
                Path.of(config.text("caravan.data-dir")), config.size("caravan.disk.reserve"));
        if (json) {
          out.println(PlanReport.json(plans, disk));
        } else {
          PlanReport.lines(plans, disk).forEach(out::println);
        }
        out.flush();
      }
    } catch (ConfigException e) {
      e.problems().forEach(problem -> problems.add("config: " + problem));
    } catch (IOException e) {
      problems.add(Failures.words(e));
    }
    problems.forEach(err::println);
    err.flush();
    return problems.isEmpty() ? 0 : COULD_NOT_PLAN;
  }

  private Optional<VenuePlan> plan(
      CaravanConfig config, String venue, RestThread thread, List<String> problems)
      throws InterruptedException {
    List<String> channels = config.names("caravan.venues." + venue + ".channels");
    SymbolSelection symbols;
    try {
      symbols = SymbolSelection.of(SymbolEntries.read(config.text(venue, "symbols")));
    } catch (IOException e) {
      problems.add("caravan.venues." + venue + ".symbols: " + e.getMessage());
      return Optional.empty();
    }
    StreamSelection selection;
    try {
      selection = StreamSelection.of(symbols, channels, Venues.dialect(venue)::isOfVenue);
    } catch (IllegalArgumentException e) {
      problems.add("caravan.venues." + venue + ".channels: " + e.getMessage());
      return Optional.empty();
    }
    if (channels.isEmpty() || (symbols.isEmpty() && selection.wantsSymbols())) {
      problems.add(
          "nothing to plan: venue="
              + venue
              + "; set caravan.venues."
              + venue
              + ".symbols and .channels");
      return Optional.empty();
    }
    Optional<RestDialect> rest = Venues.rest(venue);
    List<String> notes = new ArrayList<>();
    Set<StreamId> streams = selection.streams(symbols.names());
    if (symbols.needsList() || check) {
      Optional<List<Instrument>> listed = listed(config, venue, thread, problems);
      if (listed.isEmpty()) {
        return Optional.empty();
      }
      SymbolSelection.Resolution resolved = symbols.resolve(listed.get());
      List<String> refused = SelectionProblems.of(venue, resolved, listed.get());
      if (!refused.isEmpty()) {
        problems.addAll(refused);
        return Optional.empty();
      }
      if (!resolved.halted().isEmpty()) {
        notes.add("listed, but not trading now: " + String.join(", ", resolved.halted()));
      }
      streams = selection.streams(resolved.symbols(), listed.get());
    } else if (!symbols.isEmpty()) {
      notes.add("symbols were not checked against the venue's list; --check does");
    }
    return Optional.of(
        VenuePlan.of(
            Venues.dialect(venue),
            rest,
            Venues.traffic(venue),
            streams,
            config.number(venue, "lines"),
            config.number(venue, "streams-per-connection"),
            notes));
  }

  private static Optional<List<Instrument>> listed(
      CaravanConfig config, String venue, RestThread thread, List<String> problems)
      throws InterruptedException {
    String needed = "symbols need the venue's instrument list: venue=" + venue + "; ";
    RestAccess access = RestAccess.of(config, venue, thread);
    if (access.client().isEmpty()) {
      problems.add(needed + access.reason());
      return Optional.empty();
    }
    RestClient client = access.client().get();
    try {
      return Optional.of(client.instruments().get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      problems.add(needed + cause.getMessage());
    } catch (TimeoutException e) {
      problems.add(needed + "no answer from " + client.base());
    }
    return Optional.empty();
  }
}
