package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Runs Caravan from its start on messages that come evenly, and says how long the first took, what
 * the first 8 s cost and what a later window, how late messages were, and how much memory it took.
 *
 * @param rate messages a second
 * @param warmUp from the process's start to the window, 8 s at least
 * @param watched whether three pages are open and metrics are asked for each second
 */
record LifeTrial(Setting setting, int rate, Duration warmUp, Duration window, boolean watched) {

  static final int EARLY_SECONDS = 8;
  private static final int VIEWERS = 3;

  /**
   * What one life showed; milliseconds, microseconds of CPU a message, MiB.
   *
   * @param parts of {@code micros}, by what threads are there for
   */
  record Life(
      double firstFrameMs,
      double earlyMicros,
      double micros,
      Map<CpuTime.Part, Double> parts,
      double receiveMs50,
      double receiveMs99,
      double visibleMs99,
      double residentMb,
      double messagesASecond) {}

  Life run(List<String> settings) throws IOException, InterruptedException {
    try (Java venue = setting.startVenue(EvenVenue.class, rate)) {
      URI url = URI.create(venue.readLine());
      return live(venue, url, settings);
    } finally {
      Trial.clean(setting.folder());
    }
  }

  private Life live(Java venue, URI url, List<String> settings)
      throws IOException, InterruptedException {
    int port = Trial.freePort();
    List<Watcher> watchers = new ArrayList<>();
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    Arrivals arrivals = new Arrivals(CaravanSubject.segments(setting));
    try (CaravanSubject caravan = CaravanSubject.start(setting, url, port, settings)) {
      sleepUntil(startNanos, Duration.ofSeconds(EARLY_SECONDS));
      double early = CpuTime.of(caravan.pid()).seconds();
      if (arrivals.messages() == 0) {
        sleepUntil(startNanos, Duration.ofSeconds(60));
      }
      for (int i = 0; watched && i < VIEWERS; i++) {
        watchers.add(new Watcher(port, i == 0));
      }
      sleepUntil(startNanos, warmUp);
      arrivals.measure();
      long messages = arrivals.messages();
      CpuTime before = CpuTime.of(caravan.pid());
      long from = System.nanoTime();
      Thread.sleep(window.toMillis());
      CpuTime used = CpuTime.of(caravan.pid()).since(before);
      double seconds = (System.nanoTime() - from) / 1e9;
      double received = arrivals.messages() - messages;
      arrivals.stopMeasuring();
      double resident = residentMb(caravan.pid());
      watchers.forEach(Watcher::close);
      long sent = Long.parseLong(venue.ask());
      awaitAll(arrivals, sent);
      caravan.end();
      arrivals.end();
      if (!arrivals.wrong().isEmpty() || arrivals.messages() != sent) {
        throw new IOException(
            "the recording is not exact; the figure means nothing: sent "
                + sent
                + ", recorded "
                + arrivals.messages()
                + " "
                + arrivals.wrong());
      }
      long startNs = start.getEpochSecond() * 1_000_000_000L + start.getNano();
      return new Life(
          (arrivals.firstReceivedNs() - startNs) / 1e6,
          early * 1e6 / (rate * EARLY_SECONDS),
          used.seconds() * 1e6 / received,
          parts(used, received),
          arrivals.receiveMs(0.5),
          arrivals.receiveMs(0.99),
          arrivals.visibleMs(0.99),
          resident,
          received / seconds);
    }
  }

  private static Map<CpuTime.Part, Double> parts(CpuTime used, double received) {
    Map<CpuTime.Part, Double> parts = new EnumMap<>(CpuTime.Part.class);
    used.secondsByPart().forEach((part, seconds) -> parts.put(part, seconds * 1e6 / received));
    return parts;
  }

  /** What waits in the sockets of a client that is behind is no loss; nothing for 5 s is. */
  private static void awaitAll(Arrivals arrivals, long sent) throws InterruptedException {
    long seen = -1;
    while (arrivals.messages() < sent && arrivals.messages() != seen) {
      seen = arrivals.messages();
      Thread.sleep(5_000);
    }
  }

  private static void sleepUntil(long startNanos, Duration passed) throws InterruptedException {
    long left = passed.toNanos() - (System.nanoTime() - startNanos);
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  private static double residentMb(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** An open page; one of them also scrapes the metrics each second. */
  private static final class Watcher implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private volatile boolean isOver;

    Watcher(int port, boolean scrapes) {
      socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + "/ws/dashboard"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      from.request(1);
                      return null;
                    }
                  })
              .join();
      if (scrapes) {
        Thread scraping =
            new Thread(() -> scrape(URI.create("http://127.0.0.1:" + port + "/metrics")));
        scraping.setDaemon(true);
        scraping.start();
      }
    }

    private void scrape(URI metrics) {
      try {
        while (!isOver) {
          http.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.discarding());
          Thread.sleep(1000);
        }
      } catch (IOException ended) {
        // Caravan stops before its watchers notice.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      isOver = true;
      socket.abort();
    }
  }
}
