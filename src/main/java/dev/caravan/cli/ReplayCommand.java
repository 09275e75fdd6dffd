package dev.caravan.cli;

import dev.caravan.clock.NanoClock;
import dev.caravan.recording.Unreadable;
import dev.caravan.replay.ReplayedRecording;
import dev.caravan.replay.Speed;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.simulator.SimulatorStats;
import dev.caravan.venue.SimulatedVenues;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: serves a recording in the venue's own protocol. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Serves what was recorded of one venue as the venue served it: connect, subscribe, and every"
          + " frame of what was subscribed comes byte for byte, in its order.",
      "It begins when every recorded stream is subscribed, or 5 s after the first one; behind the"
          + " last frame it stays open and silent. What was missed while recording is missing here:"
          + " nothing is invented. Books over REST are served as far as they were recorded."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped on request, or at the end with --exit",
      "1:a part of the recording could not be read",
      "2:could not run"
    },
    footer = {
      "",
      "Example:",
      "  java -jar target/caravan.jar replay data --port 9100 --speed 10",
      "  java -jar target/caravan.jar run --data again \\",
      "      --set caravan.venues.binance-spot.websocket-url=ws://127.0.0.1:9100"
    })
public final class ReplayCommand implements Callable<Integer> {

  private static final int EXIT_STOPPED = 0;
  private static final int EXIT_IN_PART = 1;
  private static final int EXIT_COULD_NOT_RUN = 2;
  private static final long LOOK_EVERY_MS = 100;
  private static final int PLACES_SHOWN = 20;
  private static final long NOT_YET = Long.MIN_VALUE;

  private final PrintStream out;
  private final PrintStream err;
  private final AtomicLong lastReceivedNs = new AtomicLong(NOT_YET);
  private final AtomicLong unreadable = new AtomicLong();

  @Parameters(paramLabel = "DATA", description = "The data folder that `run` recorded into.")
  private Path data;

  @Option(names = "--port", required = true, description = "Port to listen on; 0 takes a free one.")
  private int port;

  @Option(
      names = "--venue",
      paramLabel = "V",
      description = "Which venue, where several were recorded.")
  private @Nullable String venue;

  @Option(
      names = "--speed",
      paramLabel = "X|max",
      defaultValue = "1",
      description =
          "How many seconds of the recording pass in one, or max for as fast as the clients take"
              + " it (default: ${DEFAULT-VALUE}). It is never faster than the slowest client.")
  private String speed;

  @Option(
      names = "--from",
      paramLabel = "T",
      converter = EpochNanos.class,
      description = "Only what was received at T or later, written as for cat.")
  private @Nullable Long fromNs;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = EpochNanos.class,
      description = "Only what was received before T.")
  private @Nullable Long toNs;

  @Option(names = "--exit", description = "Close and end behind the last frame.")
  private boolean exitAtEnd;

  public ReplayCommand() {
    this(System.out, System.err);
  }

  /** Prints elsewhere. */
  public ReplayCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      return replay();
    } catch (IOException e) {
      return refused(Failures.words(e));
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return EXIT_STOPPED;
    }
  }

  private int refused(String reason) {
    err.println("replay could not run: " + reason);
    return EXIT_COULD_NOT_RUN;
  }

  private int replay() throws IOException, InterruptedException {
    double factor =
        Speed.parse(speed)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--speed is no factor: speed="
                            + speed
                            + "; give a number above 0 such as 1, 0.5 or 60, or max"));
    ReplayedRecording recording =
        ReplayedRecording.open(
            data,
            Optional.ofNullable(venue),
            fromNs == null ? Long.MIN_VALUE : fromNs,
            toNs == null ? Long.MAX_VALUE : toNs,
            new Told());
    SimulatorOptions options =
        SimulatorOptions.of(SimulatedVenues.of(recording.venue()))
            .port(port)
            .replay(recording, factor)
            .build();
    try (Simulator simulator = Simulator.start(options)) {
      out.printf(
          Locale.ROOT,
          "replaying %s: %,d frames of %,d streams, speed %s%n",
          recording.venue(),
          recording.frames(),
          recording.streams().size(),
          speed);
      out.println("listening " + simulator.websocketUrl() + " and " + simulator.restUrl());
      out.flush();
      serve(simulator);
    }
    return unreadable.get() == 0 ? EXIT_STOPPED : EXIT_IN_PART;
  }

  private void serve(Simulator simulator) throws InterruptedException {
    StopSignal signal = new StopSignal();
    ProgressLine progress = new ProgressLine(err, Terminal.isInteractive(), NanoClock.system(), "");
    boolean isOver = false;
    while (!signal.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
      SimulatorStats stats = simulator.stats();
      if (!isOver && stats.isFinished()) {
        isOver = true;
        progress.end();
        out.println("end of the recording: " + words(stats));
        out.flush();
      } else if (!isOver && stats.isStarted()) {
        progress.show(words(stats));
      }
      if (isOver && exitAtEnd) {
        return;
      }
    }
    progress.end();
  }

  private String words(SimulatorStats stats) {
    long lastNs = lastReceivedNs.get();
    return String.format(
        Locale.ROOT,
        "%,d frames, %,d sent to %d connections%s",
        stats.produced(),
        stats.sent(),
        stats.accepted(),
        lastNs == NOT_YET
            ? ""
            : ", at "
                + Instant.ofEpochSecond(0, lastNs).truncatedTo(ChronoUnit.MILLIS)
                + " of the recording");
  }

  /** Notes how far it has come; on the thread that serves. */
  private final class Told implements ReplayedRecording.Progress {
    @Override
    public void frame(long receiveTimeNs) {
      lastReceivedNs.lazySet(receiveTimeNs);
    }

    @Override
    public void unreadable(Unreadable place) {
      if (unreadable.incrementAndGet() <= PLACES_SHOWN) {
        err.println(place + (unreadable.get() == PLACES_SHOWN ? "; run verify for all" : ""));
      }
    }
  }
}
