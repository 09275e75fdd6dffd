package dev.caravan.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.journal.DataLock;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The packaged jar as a process of its own, started as a user starts it. */
public final class CaravanProcess implements AutoCloseable {

  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration END_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path output;

  private CaravanProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts {@code java -jar caravan.jar arguments…} in an empty folder below {@code temp}. */
  public static CaravanProcess start(Path temp, List<String> arguments) throws IOException {
    Path jar = Path.of(System.getProperty("caravan.jar", "target/caravan.jar")).toAbsolutePath();
    assumeTrue(Files.isReadable(jar), () -> "skipped, no jar at " + jar + "; mvn package first");
    Path folder = Files.createTempDirectory(temp, "process-");
    Path output = folder.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CARAVAN_"));
    return new CaravanProcess(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** Starts {@code run} on a data folder with these keys. */
  public static CaravanProcess run(Path temp, Path data, Map<String, String> set)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
    set.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return start(temp, arguments);
  }

  public long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }

  /** Returns the first status of the daemon on this data folder that fulfils the condition. */
  public JsonNode awaitStatus(Path data, String what, Predicate<JsonNode> condition) {
    return await(what)
        .atMost(START_WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              assertTrue(process.isAlive(), this::output);
              return status(data).filter(condition);
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private Optional<JsonNode> status(Path data) throws InterruptedException {
    try {
      String address =
          DataLock.holder(data)
              .filter(holder -> holder.pid() == process.pid())
              .map(DataLock.Holder::http)
              .orElse("");
      if (address.isEmpty()) {
        return Optional.empty();
      }
      HttpResponse<byte[]> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(address + "/status.json"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return Optional.of(JSON.readTree(response.body()));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** SIGTERM. */
  public CaravanProcess terminate() {
    process.destroy();
    return this;
  }

  /**
   * SIGINT, as Ctrl-C sends it; the test is skipped where it is ignored, as by what a script starts
   * in the background.
   */
  public CaravanProcess interrupt() throws IOException, InterruptedException {
    assumeFalse(isInterruptIgnored(), "SIGINT is ignored here: run the tests in the foreground");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    return this;
  }

  private boolean isInterruptIgnored() throws IOException {
    String ignored = "SigIgn:";
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith(ignored))
        .map(line -> new BigInteger(line.substring(ignored.length()).strip(), 16))
        .anyMatch(signals -> signals.testBit(1));
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end by itself. */
  public int exitCode() throws InterruptedException {
    assertTrue(
        process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS),
        () -> "still running after " + END_WITHIN + ": " + output());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
