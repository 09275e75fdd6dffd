package dev.caravan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs one client against a simulated venue of its own and measures a window of it.
 *
 * @param isTls whether the venue serves TLS, with a certificate made for the run
 * @param rate messages a second that the venue sends
 * @param warmUp from the first message to the window
 * @param window how long is measured
 */
record Trial(Setting setting, boolean isTls, int rate, Duration warmUp, Duration window) {

  /** Where the venue is, and what its certificate is in. */
  private record Address(URI url, Optional<Path> certificate) {}

  private static final Duration START_WITHIN = Duration.ofSeconds(60);

  Measurement bare() throws IOException, InterruptedException {
    try (Java venue = venue()) {
      URI url = address(venue).url();
      try (Subject bare = BareSubject.start(setting, url)) {
        return measure(bare);
      }
    } finally {
      clean();
    }
  }

  /**
   * Caravan; what it recorded is compared with what the venue sent, frame by frame.
   *
   * @param settings in addition to the shipped ones, {@code key=value}
   * @throws IOException if anything is missing or doubled
   */
  Measurement caravan(List<String> settings) throws IOException, InterruptedException {
    try (Java venue = venue()) {
      Address address = address(venue);
      List<String> all = new ArrayList<>(settings);
      address
          .certificate()
          .ifPresent(file -> all.add("caravan.venues.binance-spot.trust-certificate=" + file));
      Measurement measured;
      try (Subject caravan = CaravanSubject.start(setting, address.url(), freePort(), all)) {
        measured = measure(caravan);
      }
      venue.stop();
      verify();
      return measured;
    } finally {
      clean();
    }
  }

  private Java venue() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-jar",
                setting.jar(),
                "simulate",
                "--venue",
                "binance-spot",
                "--port",
                "0",
                "--symbols",
                setting.symbols(),
                "--channels",
                setting.channels(),
                "--rate",
                Integer.toString(rate),
                "--ledger",
                ledger().toString()));
    if (isTls) {
      arguments.add("--tls");
    }
    return Java.start(setting.folder(), "venue", setting.generatorCore(), arguments);
  }

  private Address address(Java venue) throws IOException {
    Optional<Path> certificate =
        isTls ? Optional.of(Path.of(lastWord(venue.readLine()))) : Optional.empty();
    return new Address(URI.create(lastWord(venue.readLine())), certificate);
  }

  private static String lastWord(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private Measurement measure(Subject subject) throws IOException, InterruptedException {
    awaitReceiving(subject);
    Thread.sleep(warmUp.toMillis());
    Measurement measured = measure(subject, window);
    subject.end();
    return measured;
  }

  static void awaitReceiving(Subject subject) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (!subject.isReceiving()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("nothing received within " + START_WITHIN.toSeconds() + " s");
      }
      Thread.sleep(100);
    }
  }

  static Measurement measure(Subject subject, Duration window)
      throws IOException, InterruptedException {
    Subject.Received before = subject.received();
    CpuTime cpuBefore = CpuTime.of(subject.pid());
    long from = System.nanoTime();
    Thread.sleep(window.toMillis());
    CpuTime cpuAfter = CpuTime.of(subject.pid());
    double seconds = (System.nanoTime() - from) / 1e9;
    Subject.Received after = subject.received();
    long frames = after.frames() - before.frames();
    double rate = frames / (after.atSeconds() - before.atSeconds());
    return new Measurement(
        seconds,
        rate * seconds,
        (double) (after.bytes() - before.bytes()) / frames,
        cpuAfter.since(cpuBefore));
  }

  private void verify() throws IOException, InterruptedException {
    try (Java verify =
        Java.start(
            setting.folder(),
            "verify",
            -1,
            List.of(
                "-jar",
                setting.jar(),
                "verify",
                CaravanSubject.data(setting).toString(),
                "--ledger",
                ledger().toString()))) {
      List<String> report = verify.readAll();
      if (verify.await() != 0) {
        throw new IOException(
            "the recording is not exact; the figure means nothing:\n"
                + String.join("\n", report)
                + "\n"
                + verify.log());
      }
    }
  }

  private Path ledger() {
    return setting.folder().resolve("ledger.json");
  }

  private void clean() throws IOException {
    clean(setting.folder());
  }

  /** The next run needs the memory. */
  static void clean(Path folder) throws IOException {
    try (Stream<Path> written = Files.walk(folder)) {
      for (Path path : written.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }
}
