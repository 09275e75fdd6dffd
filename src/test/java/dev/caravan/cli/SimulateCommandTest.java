package dev.caravan.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.Caravan;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.simulator.RawWebSocket;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class SimulateCommandTest {

  @TempDir Path folder;

  @Test
  void shouldSayWhereItListensAndStopWithItsLedgerOnSigterm() throws Exception {
    Path file = folder.resolve("ledger.json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Caravan.class.getName(), "simulate"));
    command.addAll(List.of("--venue", "binance-spot", "--port", "0", "--symbols", "BTCUSDT"));
    command.addAll(List.of("--channels", "trade,bookTicker", "--ledger", file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String ready = out.readLine();
      while (ready != null && !ready.startsWith("listening ")) {
        ready = out.readLine();
      }
      assertTrue(
          ready != null && ready.matches("listening ws://127\\.0\\.0\\.1:\\d+"), "ready=" + ready);
      int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
      try (RawWebSocket client =
          RawWebSocket.connect(port, "/stream?streams=btcusdt@trade/btcusdt@bookTicker")) {
        await().until(() -> client.frameCount() > 20);

        process.destroy();

        client.awaitEnd();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        Ledger ledger = Ledger.read(file);
        assertEquals(
            client.texts().size(),
            ledger.sent(new StreamId("trade", "BTCUSDT")).count()
                + ledger.sent(new StreamId("bookTicker", "BTCUSDT")).count());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--venue kraken --port 0|these can: binance-spot",
        "--venue binance-spot --port 0 --faults halfopen|known are drop",
        "--venue binance-spot --port 0 --rate 0|rate must be at least 1",
        "--venue binance-spot --port 0 --from x.ndjson --symbols 3|leave out --symbols",
        "--venue binance-spot --port 0 --from no-such-file.ndjson|no-such-file.ndjson",
        "--venue binance-spot --port 0 --from pom.xml|no line of pom.xml is a frame",
        "--venue binance-spot --port 0 --channels tradez|these can: trade",
      })
  void shouldSayWhyItCouldNotStart(String argumentsAndReason) {
    String[] parts = argumentsAndReason.split("\\|");
    StringWriter err = new StringWriter();

    int exitCode =
        new CommandLine(new SimulateCommand())
            .setErr(new PrintWriter(err))
            .execute(parts[0].split(" "));

    assertEquals(2, exitCode);
    assertTrue(err.toString().startsWith("simulate could not start: "), err.toString());
    assertTrue(err.toString().contains(parts[1]), err.toString());
  }
}
