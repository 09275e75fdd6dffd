package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.testing.Daemons;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command against a simulated venue and a stand-in for the Bot API. */
class DoctorCommandTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final Map<String, String> set = new LinkedHashMap<>();
  private Simulator simulator;
  private BotApiStandIn telegram;

  @BeforeEach
  void configure() throws Exception {
    simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade")
                .build());
    telegram = BotApiStandIn.start(BotApiStandIn.EXAMPLE_TOKEN);
    set.put("caravan.data-dir", folder.resolve("data").toString());
    set.put("caravan.log-dir", "");
    set.put("caravan.http.port", "0");
    set.put("caravan.disk.reserve", "1MiB");
    set.put("caravan.journal.rotate-size", "1MiB");
    set.put(VENUE + "websocket-url", simulator.websocketUrl());
    set.put(VENUE + "rest-url", simulator.restUrl());
    set.put(VENUE + "symbols", "BTCUSDT");
    set.put(VENUE + "channels", "trade");
    set.put("caravan.telegram.base-uri", telegram.baseUri());
    set.put("caravan.telegram.token", BotApiStandIn.EXAMPLE_TOKEN);
    set.put("caravan.telegram.chat-id", BotApiStandIn.EXAMPLE_CHAT);
  }

  @AfterEach
  void stop() throws IOException {
    simulator.close();
    telegram.close();
  }

  @Test
  void shouldFindThatRunWouldWork() throws IOException {
    assertEquals(0, doctor(), out());

    for (String check :
        List.of("config", "java", "memory", "files", "data", "disk", "port", "routes", "dns")) {
      assertTrue(out().contains("ok    " + check), check + "\n" + out());
    }
    assertLine("ok    venue .*binance-spot: ws://127.0.0.1:\\d+/stream connected in \\d+ ms");
    assertLine("ok    time .*binance-spot: \\d+ ms (ahead of|behind) this machine's clock.*");
    assertLine("ok    telegram .*@caravan_bot tells a chat of type private");
    assertTrue(out().lines().reduce((first, last) -> last).orElse("").startsWith("run would work"));
    assertEquals(0, telegram.messages().size());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of("caravan.properties"),
          left.map(file -> String.valueOf(file.getFileName())).toList());
    }
  }

  @Test
  void shouldNameEverythingThatWouldNotWorkAndNeverTheToken() throws IOException {
    Path routes = Files.createDirectory(folder.resolve("routes"));
    try (Stream<Path> shipped = Files.list(Daemons.ROUTES)) {
      for (Path file : shipped.toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    Path capture = routes.resolve("capture-binance-spot.camel.yaml");
    Files.writeString(capture, Files.readString(capture).replace("frameBatch", "frameBach"));
    simulator.close();
    String wrong = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALwrong";
    set.put("caravan.telegram.token", wrong);

    assertEquals(1, doctor("--routes", routes.toString()), out());

    assertLine("fail  routes .*capture-binance-spot.*'frameBach'.*did you mean 'frameBatch'.*");
    assertLine("fail  venue .*cannot be reached.*websocket-url right.*");
    assertLine("fail  time .*");
    assertLine("fail  telegram .*bot not confirmed.*status=401.*TELEGRAM_TOKEN.*");
    assertTrue(out().contains("run would not work: 4 failed"), out());
    assertFalse(out().contains(wrong), out());
    assertFalse(out().contains("AAHdq"), out());
  }

  @Test
  void shouldSayThatTheChatIsUnknown() throws IOException {
    set.put("caravan.telegram.chat-id", "4711");

    assertEquals(1, doctor(), out());

    assertLine("fail  telegram .*chat not confirmed.*chat not found.*TELEGRAM_CHAT_ID.*");
  }

  @Test
  void shouldTellAllProblemsOfTheConfigurationAndLookAtTheMachineAllTheSame() throws IOException {
    set.put("caravan.http.prt", "1");
    set.put("caravan.journal.sync-every", "1m");

    assertEquals(1, doctor(), out());

    assertLine("fail  config .*unknown key: caravan.http.prt.*");
    assertLine("fail  config .*caravan.watch.unsynced-after=10s is not above.*");
    assertTrue(out().contains("ok    java"), out());
  }

  @Test
  void shouldPrintOneJsonObject() throws IOException {
    assertEquals(0, doctor("--json"), out());

    JsonNode json = new ObjectMapper().readTree(out());
    assertEquals(1, json.get("formatVersion").asInt());
    assertTrue(json.get("wouldRun").asBoolean());
    for (JsonNode finding : json.get("findings")) {
      assertEquals(4, finding.size(), finding.toString());
    }
    assertFalse(out().contains(BotApiStandIn.EXAMPLE_TOKEN), out());
  }

  private void assertLine(String pattern) {
    assertTrue(out().lines().anyMatch(line -> line.matches(pattern)), pattern + "\n" + out());
  }

  private int doctor(String... arguments) throws IOException {
    Files.writeString(
        folder.resolve("caravan.properties"),
        set.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")));
    return new CommandLine(new DoctorCommand())
        .setOut(new PrintWriter(out))
        .execute(
            Stream.concat(Stream.of("--config", folder.toString()), Stream.of(arguments))
                .toArray(String[]::new));
  }

  private String out() {
    return out.toString();
  }
}
