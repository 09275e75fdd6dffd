package dev.caravan.deploy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.camel.web.WebHarness;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script installs, started as the installed unit says, records and stops as promised. */
class InstalledServiceIT {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path root;

  @Test
  void shouldRecordAsInstalledAndStopWithinTheUnitsTime() throws Exception {
    Path jar = Path.of(System.getProperty("caravan.jar", "target/caravan.jar")).toAbsolutePath();
    assumeTrue(Files.isReadable(jar), () -> "skipped, no jar at " + jar + "; mvn package first");
    Files.createDirectory(root.resolve("etc"));
    Files.createFile(root.resolve("etc/passwd"));
    Files.createFile(root.resolve("etc/group"));
    Tools.run(
            Path.of(""),
            "bash",
            "deploy/install.sh",
            "--root",
            root.toString(),
            "--jar",
            jar.toString())
        .assertSucceeded();
    Path data = root.resolve("var/lib/caravan");
    Path output = root.resolve("output.txt");
    int port = WebHarness.freePort();

    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceSpot())
                .symbols("2")
                .channels("trade")
                .rate(200)
                .build())) {
      Process service = service(Daemons.recording(simulator), port, output);
      try {
        await("ready")
            .atMost(WITHIN)
            .ignoreExceptionsInstanceOf(IOException.class)
            .failFast("the service ended", () -> !service.isAlive())
            .until(() -> isReady(port));
        service.destroy();
        assertTrue(
            service.waitFor(Integer.parseInt(value("TimeoutStopSec")), TimeUnit.SECONDS),
            "systemd would have killed it");
      } finally {
        service.destroyForcibly();
      }

      String said = Files.readString(output);
      assertEquals(0, service.exitValue(), said);
      assertTrue(said.contains("configuration from config/caravan.properties"), said);
      assertTrue(said.contains("routes from " + root.resolve("opt/caravan/routes")), said);
      assertTrue(Files.exists(root.resolve("var/log/caravan/caravan.log")), said);
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  /** Command, folder and environment of the unit, below the root of this test. */
  private Process service(Map<String, String> set, int port, Path output) throws Exception {
    List<String> command =
        List.of(
            value("ExecStart")
                .replace(
                    "/usr/bin/java",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .split(" "));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of(root + value("WorkingDirectory")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CARAVAN_"));
    for (String variable : value("Environment").split(" ")) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], root + parts[1]);
    }
    environment.put("CARAVAN_HTTP_PORT", Integer.toString(port));
    environment.put("CARAVAN_DISK_RESERVE", set.get("caravan.disk.reserve"));
    Path properties = root.resolve("opt/caravan/config/caravan.properties");
    String edited =
        Files.readString(properties).replaceAll("(?m)^caravan\\.venues\\.binance-spot\\..*\n", "")
            + set.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("caravan.venues."))
                .map(entry -> entry + "\n")
                .collect(Collectors.joining());
    Files.writeString(properties, edited);
    return builder.start();
  }

  private static boolean isReady(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
    return HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  private String value(String key) throws IOException {
    return ServiceUnitTest.value(root.resolve("etc/systemd/system/caravan.service"), key);
  }
}
