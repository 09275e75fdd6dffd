package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Caravan as packaged, with its shipped configuration and routes. */
final class CaravanSubject implements Subject {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Setting setting;
  private final Java java;
  private final URI status;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private CaravanSubject(Setting setting, Java java, int httpPort) {
    this.setting = setting;
    this.java = java;
    this.status = URI.create("http://127.0.0.1:" + httpPort + "/status.json");
  }

  /**
   * Starts one that records into {@code folder/data}.
   *
   * @param more settings, {@code key=value}
   */
  static CaravanSubject start(Setting setting, URI venue, int httpPort, List<String> more)
      throws IOException {
    List<String> settings = new ArrayList<>(more);
    settings.add("caravan.http.port=" + httpPort);
    settings.add("caravan.venues.binance-spot.websocket-url=" + venue);
    settings.add("caravan.venues.binance-spot.symbols=" + setting.symbols());
    settings.add("caravan.venues.binance-spot.channels=" + setting.channels());
    List<String> arguments =
        setting.java("-jar", setting.jar(), "run", "--data", data(setting).toString());
    for (String each : settings) {
      arguments.add("--set");
      arguments.add(each);
    }
    return new CaravanSubject(
        setting,
        Java.start(setting.folder(), "caravan", setting.clientCore(), arguments),
        httpPort);
  }

  static Path data(Setting setting) {
    return setting.folder().resolve("data");
  }

  static Path segments(Setting setting) {
    return data(setting).resolve(Path.of("journal", "raw", "binance-spot"));
  }

  @Override
  public long pid() {
    return java.pid();
  }

  @Override
  public boolean isReceiving() {
    try {
      return received().frames() > 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The counters may be some 100 ms old; the newest receipt says how old. */
  @Override
  public Received received() throws IOException {
    JsonNode streams = status().at("/venues/0/streams");
    long frames = 0;
    long bytes = 0;
    long newestMs = 0;
    for (JsonNode stream : streams) {
      frames += stream.get("frames").asLong();
      bytes += stream.get("bytes").asLong();
      newestMs = Math.max(newestMs, stream.get("lastReceiveTimeMs").asLong());
    }
    return new Received(frames, bytes, newestMs / 1e3);
  }

  @Override
  public Path file() throws IOException {
    try (Stream<Path> all = Files.list(segments(setting))) {
      return all.filter(file -> file.toString().endsWith(".jsonl"))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IOException("no segment in " + segments(setting)));
    }
  }

  private JsonNode status() throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(status).timeout(Duration.ofSeconds(5)).build();
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + status, e);
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    int exit = java.stop();
    if (exit != 0) {
      throw new IOException("caravan ended with " + exit + ":\n" + java.log());
    }
  }

  @Override
  public void close() {
    java.close();
  }
}
