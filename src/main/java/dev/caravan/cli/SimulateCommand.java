package dev.caravan.cli;

import dev.caravan.simulator.FaultPlan;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.SimulatedVenues;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a simulated venue until it is told to stop. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Serves a simulated venue, WebSocket and REST on one port, until it is told to stop.",
    footer = {
      "",
      "The market begins when every stream of its list or file is subscribed, or 5 s after the",
      "first subscription. SIGTERM or Ctrl-C writes the ledger and exits 0.",
      "",
      "Faults, each as name[=value][@start[+length]][#connection][/channel[/SYMBOL]], joined by",
      "commas, with seed=N; #2 is the connection that took the second free place:",
      "  gap=0.001             share of frames that no connection gets",
      "  drop=0.001            share that each connection loses, every one others",
      "  double=0.001          share sent twice; reorder=0.001 share swapped with the next",
      "  garbage=0.001         share that something unreadable follows",
      "  mute                  nothing is sent; slow=200ms sends later",
      "  disconnect=3          closes, so many times spread over the length",
      "  half-open             socket stays, nothing more comes, not even a ping",
      "  refuse                connects get 503; with a stream, its subscription an error",
      "  ack-silent            subscriptions are acknowledged and nothing comes",
      "  shutdown-event=10s    the venue's notice, then Close after this time",
      "  lifetime=5s           connections are closed at this age",
      "  429=5s, 418=2m        REST refuses with Retry-After; 418 refuses connects too",
      "",
      "Example:",
      "  caravan.jar simulate --venue binance-spot --port 9100 --symbols 5 --rate 2000 \\",
      "      --faults disconnect@10s#2,gap=0.001/trade/BTCUSDT,seed=7 --ledger ledger.json"
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int EXIT_STOPPED = 0;
  private static final int EXIT_ERROR = 1;
  private static final int EXIT_NOT_STARTED = 2;

  @Spec private CommandSpec spec;

  @Option(names = "--venue", required = true, description = "whose protocol to speak")
  private String venue;

  @Option(names = "--port", required = true, description = "port to listen on; 0 takes a free one")
  private int port;

  @Option(
      names = "--symbols",
      paramLabel = "N|LIST",
      description = "how many symbols, or their names separated by commas (default: 5)")
  private @Nullable String symbols;

  @Option(
      names = "--channels",
      paramLabel = "LIST",
      split = ",",
      description = "channels of each symbol (default: two that suit the venue)")
  private @Nullable List<String> channels;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "messages a second over all streams together (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "messages in all; afterwards it stays open and silent (default: no end)")
  private @Nullable Long messages;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "recorded frames to serve, one a line, .ndjson or .ndjson.zst")
  private @Nullable Path from;

  @Option(
      names = "--faults",
      paramLabel = "SPEC",
      description = "what is to go wrong, and the seed")
  private @Nullable String faults;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "where to write what was produced and sent")
  private @Nullable Path ledger;

  @Option(
      names = "--tls",
      description = {
        "serve wss:// and https:// with a certificate that is made at the start; its file is",
        "printed and fits caravan.venues.<venue>.trust-certificate"
      })
  private boolean tls;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Simulator simulator;
    try {
      simulator = start();
    } catch (IOException | IllegalArgumentException e) {
      err.println("simulate could not start: " + e.getMessage());
      err.flush();
      return EXIT_NOT_STARTED;
    }
    StopSignal signal = new StopSignal();
    simulator.certificate().ifPresent(file -> out.println("certificate " + file));
    out.println("listening " + simulator.websocketUrl());
    out.flush();
    try {
      signal.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return stop(simulator, err);
  }

  private Simulator start() throws IOException {
    Simulator started = Simulator.start(options());
    if (started.streams().isEmpty()) {
      started.close();
      throw new IllegalArgumentException(
          "no line of "
              + from
              + " is a frame of a stream of "
              + venue
              + "; give a file with one message a line, as the venue sent them");
    }
    return started;
  }

  private static int stop(Simulator simulator, PrintWriter err) {
    try {
      simulator.close();
      return EXIT_STOPPED;
    } catch (IOException e) {
      err.println("simulate stopped, but the ledger was not written: " + e.getMessage());
      err.flush();
      return EXIT_ERROR;
    }
  }

  private SimulatorOptions options() {
    if (from != null && (symbols != null || channels != null)) {
      throw new IllegalArgumentException(
          "--from serves the streams of its file; leave out --symbols and --channels");
    }
    SimulatorOptions.Builder options =
        SimulatorOptions.of(SimulatedVenues.of(venue)).port(port).rate(rate);
    Optional.ofNullable(symbols).ifPresent(options::symbols);
    Optional.ofNullable(channels)
        .ifPresent(names -> options.channels(names.toArray(String[]::new)));
    Optional.ofNullable(messages).ifPresent(options::messages);
    Optional.ofNullable(from).ifPresent(options::from);
    Optional.ofNullable(faults).map(FaultPlan::parse).ifPresent(options::faults);
    Optional.ofNullable(ledger).ifPresent(options::ledger);
    if (tls) {
      options.tls();
    }
    return options.build();
  }
}
