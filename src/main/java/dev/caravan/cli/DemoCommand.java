package dev.caravan.cli;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.daemon.DaemonOptions;
import dev.caravan.camel.daemon.StartException;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalStatus;
import dev.caravan.ledger.Ledger;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.venue.SimulatedVenues;
import dev.caravan.venue.Venues;
import dev.caravan.verify.LedgerVerdict;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerificationReport;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows the whole thing working on one machine without internet: a simulated venue, the shipped
 * routes, one alert, and the proof that nothing is missing.
 */
@Command(
    name = "demo",
    description =
        "Record a simulated venue through the shipped routes, without internet, and prove that"
            + " nothing is missing.",
    footer = {
      "",
      "Exit code: 0 nothing missing or doubled, 1 something is, 2 could not start.",
      "Example:",
      "  java -jar caravan.jar demo --seconds 20"
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  private static final int USUAL_PORT = 8000;
  private static final Duration LONGEST_CYCLE = Duration.ofSeconds(20);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Stop by itself after this time; without it, at Ctrl-C.")
  private @Nullable Integer seconds;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "An empty or new folder for the recording. Default: a temporary one.")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the dashboard. Default: 8000, or any free one where that is taken.")
  private @Nullable Integer port;

  @Option(
      names = "--venues",
      paramLabel = "A,B",
      split = ",",
      description = "Venues to simulate. Default: ${DEFAULT-VALUE}.",
      defaultValue = "binance-spot")
  private List<String> venues = List.of();

  @Option(
      names = "--symbols",
      paramLabel = "N",
      description = "Number of symbols. Default: ${DEFAULT-VALUE}.",
      defaultValue = "5")
  private int symbols;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages a second over all streams. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1000")
  private int rate;

  @Option(
      names = "--faults",
      paramLabel = "SPEC",
      description = "Faults of the simulated venue, as simulate --help lists them.")
  private @Nullable String faults;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    check();
    Path dataDir;
    try {
      dataDir = dataDir();
    } catch (IOException e) {
      err.println("could not start: " + e.getMessage());
      return RunCommand.COULD_NOT_START;
    }
    LogSettings.useFolder(dataDir.resolve("logs").toString()).ifPresent(err::println);
    StopSignal signal = new StopSignal();
    try (Simulators simulators = new Simulators();
        BotApiStandIn telegram = BotApiStandIn.start(BotApiStandIn.EXAMPLE_TOKEN)) {
      telegram.onMessage(message -> alert(out, withoutTags(message.text())));
      for (String venue : venues) {
        try {
          simulators.start(venue, simulatorOptions(venue));
        } catch (IllegalArgumentException e) {
          err.println("could not start: " + venue + ": " + e.getMessage());
          return RunCommand.COULD_NOT_START;
        }
      }
      Daemon daemon =
          Daemon.start(
              new DaemonOptions(
                  config(simulators, telegram, dataDir),
                  ConfigFiles.shippedRoutes(venues),
                  dataDir,
                  Version.number()));
      simulators
          .byVenue()
          .forEach(
              (venue, simulator) ->
                  out.println("simulated venue  " + simulator.websocketUrl() + "  " + venue));
      out.println("dashboard        " + daemon.httpAddress() + "/dashboard");
      out.println("recording to     " + dataDir);
      out.println();
      out.flush();
      boolean isReceiving = record(daemon, simulators.first(), signal, out);
      out.println();
      out.println(daemon.stop().sentence());
      boolean isProven = isProven(simulators, dataDir, out);
      if (!isReceiving) {
        err.println("nothing was received; see " + dataDir.resolve("logs"));
      }
      return isReceiving && isProven ? 0 : 1;
    } catch (StartException | ConfigException | IOException e) {
      err.println("could not start: " + e.getMessage());
      return RunCommand.COULD_NOT_START;
    }
  }

  /** Undamaged, and every frame that each venue sent is there exactly once. */
  private static boolean isProven(Simulators simulators, Path dataDir, PrintWriter out)
      throws IOException {
    boolean isProven = true;
    int left = simulators.byVenue().size();
    boolean isOnlyOne = left == 1;
    for (Map.Entry<String, Simulator> each : simulators.byVenue().entrySet()) {
      Ledger ledger = each.getValue().ledger();
      ledger.write(
          dataDir.resolve(isOnlyOne ? "ledger.json" : "ledger-" + each.getKey() + ".json"));
      Verification verification = new Verifier(Venues::mapping).verify(dataDir, ledger);
      out.println();
      // Every verification covers all venues: their streams are printed once, with the last.
      boolean isLast = --left == 0;
      (isLast
              ? VerificationReport.lines(verification)
              : VerificationReport.ledgerLines(verification))
          .forEach(out::println);
      out.flush();
      isProven &=
          verification.damage().isEmpty()
              && verification.ledger().map(LedgerVerdict::isExact).orElse(false);
    }
    return isProven;
  }

  private void check() {
    venues = venues.stream().distinct().toList();
    for (String venue : venues) {
      if (!SimulatedVenues.names().contains(venue)) {
        throw new ParameterException(
            spec.commandLine(),
            "unknown venue: --venues="
                + venue
                + "; known: "
                + String.join(", ", SimulatedVenues.names()));
      }
    }
    if (seconds != null && seconds < 1) {
      throw new ParameterException(spec.commandLine(), "--seconds must be at least 1: " + seconds);
    }
  }

  private Path dataDir() throws IOException {
    if (data == null) {
      return Files.createTempDirectory("caravan-demo-");
    }
    if (Files.exists(data)) {
      try (Stream<Path> entries = Files.list(data)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              "the demo only writes to a folder of its own: --data="
                  + data
                  + " is not empty; name another, or leave the option out");
        }
      }
    }
    return Files.createDirectories(data);
  }

  private SimulatorOptions simulatorOptions(String venue) {
    SimulatorOptions.Builder builder =
        SimulatorOptions.of(SimulatedVenues.of(venue))
            .symbols(Integer.toString(symbols))
            .rate(Math.max(1, rate / venues.size()));
    try {
      return faults == null ? builder.build() : builder.faults(faults).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private CaravanConfig config(Simulators simulators, BotApiStandIn telegram, Path dataDir)
      throws ConfigException, IOException {
    Properties properties = ConfigFiles.shipped();
    Map<String, String> set = new LinkedHashMap<>();
    set.put("caravan.venues", String.join(",", venues));
    set.put("caravan.data-dir", dataDir.toString());
    set.put("caravan.http.port", Integer.toString(freePort()));
    simulators
        .byVenue()
        .forEach(
            (venue, simulator) -> {
              String key = "caravan.venues." + venue;
              set.put(key + ".websocket-url", simulator.websocketUrl());
              set.put(key + ".rest-url", simulator.restUrl());
              set.put(
                  key + ".channels",
                  String.join(
                      ",",
                      simulator.streams().stream()
                          .map(MarketStream::id)
                          .map(StreamId::channel)
                          .distinct()
                          .toList()));
              set.put(
                  key + ".symbols",
                  String.join(
                      ",",
                      simulator.streams().stream()
                          .map(MarketStream::id)
                          .map(StreamId::symbol)
                          .distinct()
                          .toList()));
            });
    set.put("caravan.journal.rotate-every", "5s");
    // Short enough that the one muted stream is noticed while somebody watches.
    set.put("caravan.watch.stale-after", cycle().toMillis() < 15_000 ? "500ms" : "2s");
    set.put("caravan.watch.open-after", "500ms");
    set.put("caravan.watch.close-after", "1s");
    set.put("caravan.telegram.chat-id", BotApiStandIn.EXAMPLE_CHAT);
    set.put("caravan.telegram.base-uri", telegram.baseUri());
    properties.setProperty("caravan.telegram.token", BotApiStandIn.EXAMPLE_TOKEN);
    return CaravanConfig.of(properties, Map.of(), set, Venues.names());
  }

  private int freePort() throws IOException {
    if (port != null) {
      return port;
    }
    try (ServerSocket probe = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /** Over this time the one alert is fired and taken back. */
  private Duration cycle() {
    Duration all = seconds == null ? LONGEST_CYCLE : Duration.ofSeconds(seconds);
    return all.compareTo(LONGEST_CYCLE) < 0 ? all : LONGEST_CYCLE;
  }

  /**
   * Records until the time is over or somebody stops it; mutes one stream for a while to fire the
   * alert.
   */
  private boolean record(Daemon daemon, Simulator simulator, StopSignal signal, PrintWriter out)
      throws InterruptedException {
    Optional<StreamId> muted =
        simulator.streams().stream()
            .map(MarketStream::id)
            .filter(stream -> !stream.channel().startsWith("trade"))
            .findFirst();
    long startNs = System.nanoTime();
    long muteAtMs = cycle().toMillis() * 3 / 10;
    long unmuteAtMs = cycle().toMillis() * 6 / 10;
    boolean isMuted = false;
    boolean wasMuted = false;
    long nextLineMs = 1000;
    while (true) {
      long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
      if (seconds != null && nowMs >= seconds * 1000L) {
        break;
      }
      if (signal.await(100, TimeUnit.MILLISECONDS)) {
        break;
      }
      if (muted.isPresent() && !wasMuted && nowMs >= muteAtMs) {
        isMuted = true;
        wasMuted = true;
        out.printf("%4ds  the venue falls silent on %s%n", nowMs / 1000, muted.get());
        simulator.mute(muted.get());
      } else if (muted.isPresent() && isMuted && nowMs >= unmuteAtMs) {
        isMuted = false;
        out.printf("%4ds  the venue speaks again on %s%n", nowMs / 1000, muted.get());
        simulator.unmute(muted.get());
      }
      if (nowMs >= nextLineMs) {
        nextLineMs += 1000;
        progress(daemon, nowMs, out);
      }
      out.flush();
    }
    return daemon.feeds().stream().anyMatch(feed -> feed.framesTotal() > 0);
  }

  private static void progress(Daemon daemon, long nowMs, PrintWriter out) {
    List<FeedStatus> feeds = daemon.feeds();
    List<JournalStatus> journals = daemon.journals().status();
    out.printf(
        Locale.ROOT,
        "%4ds  %,d frames  %d of %d streams receiving  %s written  %d segments, %d to seal%n",
        nowMs / 1000,
        feeds.stream().mapToLong(FeedStatus::framesTotal).sum(),
        feeds.stream().mapToLong(feed -> feed.count(Phase.RECEIVING)).sum(),
        feeds.stream().mapToLong(feed -> feed.streams().size()).sum(),
        Shown.bytes(journals.stream().mapToLong(JournalStatus::bytesWritten).sum()),
        journals.stream().mapToLong(JournalStatus::segments).sum(),
        journals.stream().mapToLong(JournalStatus::sealBacklog).sum());
  }

  /** What Telegram would show of its HTML. */
  private static String withoutTags(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static synchronized void alert(PrintWriter out, String text) {
    out.println("      ┌ Telegram (stand-in)");
    text.lines().forEach(line -> out.println("      │ " + line));
    out.println("      └");
    out.flush();
  }
}
