package dev.caravan.testing;

import static org.awaitility.Awaitility.await;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.daemon.DaemonOptions;
import dev.caravan.camel.daemon.StartException;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.camel.reload.RouteSource;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.FeedStatus;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Starts whole daemons inside the test, with the routes of this repository. */
public final class Daemons {

  /** The route files as they are shipped. */
  public static final Path ROUTES = Path.of("routes");

  private static final String SPOT = "binance-spot";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private Daemons() {}

  /** What makes a daemon record everything that a simulated Binance spot serves; to be added to. */
  public static Map<String, String> recording(Simulator simulator) {
    return recording(simulator, SPOT);
  }

  /** The same for another venue; to be started with its route. */
  public static Map<String, String> recording(Simulator simulator, String venue) {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("caravan.http.port", "0");
    set.put("caravan.disk.reserve", "1MiB");
    set.put("caravan.venues", venue);
    set.put("caravan.venues." + venue + ".websocket-url", simulator.websocketUrl());
    set.put("caravan.venues." + venue + ".symbols", each(simulator, StreamId::symbol));
    set.put("caravan.venues." + venue + ".channels", each(simulator, StreamId::channel));
    return set;
  }

  private static String each(Simulator simulator, Function<StreamId, String> part) {
    return simulator.streams().stream()
        .map(MarketStream::id)
        .map(part)
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** Starts with the shipped routes. */
  public static Daemon start(Path data, Map<String, String> set) throws StartException {
    return start(data, set, routes(ROUTES));
  }

  public static Daemon start(Path data, Map<String, String> set, RouteSource routes)
      throws StartException {
    return Daemon.start(options(data, set, routes));
  }

  private static DaemonOptions options(Path data, Map<String, String> set, RouteSource routes) {
    Properties file = new Properties();
    file.putAll(set);
    try {
      return new DaemonOptions(
          CaravanConfig.of(file, Map.of(), Map.of(), Venues.names()), routes, data, "0.0.0-test");
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The route files of a folder that a daemon for Binance spot loads. */
  public static RouteSource routes(Path folder) {
    return routes(folder, SPOT);
  }

  /** The same for another venue. */
  public static RouteSource routes(Path folder, String venue) {
    return new FolderRouteSource(
        folder,
        file -> {
          String name = String.valueOf(file.getFileName());
          return !name.startsWith("capture-") || name.equals("capture-" + venue + ".camel.yaml");
        });
  }

  /** Data and control frames received since the start. */
  public static long received(Daemon daemon) {
    return daemon.feeds().stream().mapToLong(FeedStatus::framesTotal).sum();
  }

  public static void awaitReceived(Daemon daemon, long frames) {
    await("received " + frames + " frames").atMost(WITHIN).until(() -> received(daemon) >= frames);
  }

  /** What a running daemon answers to GET. */
  public static HttpResponse<String> get(Daemon daemon, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(daemon.httpAddress() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns when the simulated market has made its last frame. */
  public static void awaitMarketEnd(Simulator simulator) {
    await("end of the market").atMost(WITHIN).until(() -> simulator.stats().isFinished());
  }
}
