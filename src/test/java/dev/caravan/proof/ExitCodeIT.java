package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar says by its exit code how it ended, and in words why it did not start. */
class ExitCodeIT {

  private static final int STOPPED_ON_REQUEST = 0;
  private static final int COULD_NOT_START = 2;

  @TempDir Path temp;

  @Test
  void shouldExitWithZeroOnBothSignalsAndRefuseASecondInstance() throws Exception {
    Path data = temp.resolve("data");
    try (Simulator simulator = simulator()) {
      Map<String, String> set = Daemons.recording(simulator);
      try (CaravanProcess first = CaravanProcess.run(temp, data, set)) {
        awaitFrames(first, data);

        try (CaravanProcess second = CaravanProcess.run(temp, data, set)) {
          assertEquals(COULD_NOT_START, second.exitCode(), second::output);
          assertTrue(second.output().contains(Long.toString(first.pid())), second::output);
          assertTrue(second.output().contains(data.toString()), second::output);
        }

        awaitFrames(first, data);
        assertEquals(STOPPED_ON_REQUEST, first.terminate().exitCode(), first::output);
        assertTrue(first.output().contains("everything is on disk and sealed"), first::output);
      }
      try (CaravanProcess again = CaravanProcess.run(temp, data, set)) {
        awaitFrames(again, data);
        assertEquals(STOPPED_ON_REQUEST, again.interrupt().exitCode(), again::output);
      }
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  @Test
  void shouldNameAllProblemsOfTheConfigurationAtOnce() throws Exception {
    Path data = temp.resolve("data");
    Map<String, String> set =
        Map.of(
            "caravan.journal.batch-intervall", "250ms",
            "caravan.journal.rotate-every", "soon",
            "caravan.http.port", "100000",
            "caravan.telegram.token", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw");

    try (CaravanProcess process = CaravanProcess.run(temp, data, set)) {
      assertEquals(COULD_NOT_START, process.exitCode(), process::output);
      for (String key : set.keySet()) {
        assertTrue(process.output().contains(key), () -> key + " in " + process.output());
      }
      assertTrue(process.output().contains("caravan.journal.batch-interval"), process::output);
      assertFalse(process.output().contains("AAHdqTcvCH1"), "a secret is printed");
      assertFalse(Files.exists(data), "nothing is begun");
    }
  }

  @Test
  void shouldLogWhereTheConfigurationSays() throws Exception {
    Path logs = temp.resolve("logs");
    Path data = temp.resolve("data");
    try (Simulator simulator = simulator()) {
      Map<String, String> set = new HashMap<>(Daemons.recording(simulator));
      set.put("caravan.log-dir", logs.toString());
      try (CaravanProcess process = CaravanProcess.run(temp, data, set)) {
        awaitFrames(process, data);
        assertEquals(STOPPED_ON_REQUEST, process.terminate().exitCode(), process::output);
      }
    }
    String log = Files.readString(logs.resolve("caravan.log"));
    assertTrue(log.contains(" started version="), log);
  }

  @Test
  void shouldNotStartWithABadRouteFile() throws Exception {
    Path data = temp.resolve("data");
    Path routes = Files.createDirectory(temp.resolve("routes"));
    String file = "capture-binance-spot.camel.yaml";
    String shipped = Files.readString(Daemons.ROUTES.resolve(file));
    Files.copy(Daemons.ROUTES.resolve("errors.camel.yaml"), routes.resolve("errors.camel.yaml"));
    Files.writeString(
        routes.resolve(file), shipped.replace("completionInterval", "completionIntervall"));
    List<String> arguments =
        List.of(
            "run",
            "--data=" + data,
            "--routes=" + routes,
            "--set=caravan.http.port=0",
            "--set=caravan.venues.binance-spot.websocket-url=ws://127.0.0.1:1",
            "--set=caravan.venues.binance-spot.symbols=BTCUSDT",
            "--set=caravan.venues.binance-spot.channels=trade");

    try (CaravanProcess process = CaravanProcess.start(temp, arguments)) {
      assertEquals(COULD_NOT_START, process.exitCode(), process::output);
      int line = lineOf(shipped, "completionInterval");
      assertTrue(process.output().contains(file + ":" + line), process::output);
      assertTrue(process.output().contains("completionIntervall"), process::output);
    }
  }

  @Test
  void shouldNameTheVenueThatHasNoSuchStreamToFail() throws Exception {
    List<String> arguments =
        List.of(
            "demo",
            "--data=" + temp.resolve("data"),
            "--port=0",
            "--venues=binance-spot,okx",
            "--faults=mute@1s/trade/BTCUSDT");

    try (CaravanProcess process = CaravanProcess.start(temp, arguments)) {
      assertEquals(COULD_NOT_START, process.exitCode(), process::output);
      assertTrue(
          process.output().contains("could not start: okx: fault names a stream"), process::output);
      assertFalse(process.output().contains("\tat "), process::output);
    }
  }

  private static int lineOf(String text, String part) {
    return (int) text.substring(0, text.indexOf(part)).lines().count();
  }

  private static void awaitFrames(CaravanProcess process, Path data) {
    process.awaitStatus(
        data, "frames", status -> status.path("totals").path("frames").asLong() > 100);
  }

  private static Simulator simulator() throws IOException {
    return Simulator.start(
        SimulatorOptions.of(new SimulatedBinanceSpot())
            .symbols("2")
            .channels("depth@100ms", "trade")
            .rate(500)
            .build());
  }
}
