package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.rest.FakeRest;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCommandTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.writeString(
        folder.resolve("caravan.properties"),
        VENUE + "symbols=BTCUSDT,ETHUSDT\n" + VENUE + "channels=trade,depth@100ms\n");
  }

  @Test
  void shouldPlanAPlainListWithoutNetwork() {
    assertEquals(0, plan(VENUE + "rest-url=http://127.0.0.1:1"));

    assertTrue(out().contains("  streams        4 (2 symbols, 2 channels)\n"), out());
    assertTrue(out().contains("  connections    1 with 4 streams, at most 1000 allowed\n"), out());
    assertTrue(out().contains("1 request, at once"), out());
    // 20 for the list, 1 for the time, 50 for each of 2 books.
    assertTrue(out().contains("weight 121 of 3000 a minute, at once"), out());
    assertTrue(out().contains("measured: ETHUSDT, 346 s on 2024-08-08"), out());
    assertTrue(out().contains("free="), out());
    assertEquals("", err.toString());
  }

  @Test
  void shouldPlanThreeThousandStreams() throws IOException {
    Path file = folder.resolve("symbols.txt");
    Files.write(
        file, IntStream.range(0, 531).mapToObj(i -> "S" + i + "USDT").collect(Collectors.toList()));

    assertEquals(
        0,
        plan(
            "--json",
            VENUE + "symbols=file:" + file,
            VENUE + "channels=trade,aggTrade,bookTicker,depth@100ms,kline_1m,ticker"));

    JsonNode venue = json().get("venues").get(0);
    assertEquals(3186, venue.get("streams").asInt());
    assertEquals(4, venue.get("connections").asInt());
    assertEquals(6500, venue.get("subscribeMs").asInt());
    assertEquals(20 + 1 + 531 * 50, venue.get("restWeight").asInt());
    assertEquals(6, venue.get("channels").size());
    assertTrue(venue.get("messagesPerSecond").asDouble() > 531);
    assertEquals(
        venue.get("rawBytesPerDay").asLong(), sum(venue.get("channels"), "rawBytesPerDay"), 10);
    JsonNode disk = json().get("disk");
    assertEquals(
        (disk.get("freeBytes").asDouble() - disk.get("reserveBytes").asDouble())
            / venue.get("compressedBytesPerDay").asDouble()
            * 24,
        disk.get("hoursUntilFullCompressed").asDouble(),
        0.1);
    assertTrue(
        disk.get("hoursUntilFullRaw").asDouble()
            <= disk.get("hoursUntilFullCompressed").asDouble());
  }

  @Test
  void shouldResolvePatternsThroughTheVenue() throws IOException {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT,LTCBTC")
                .build())) {
      String url = VENUE + "rest-url=" + simulator.restUrl();

      assertEquals(0, plan("--json", url, VENUE + "symbols=*USDT"));
      assertEquals(2, json().get("venues").get(0).get("symbols").asInt());

      assertEquals(2, plan(url, VENUE + "symbols=*USDT,NOSUCH*"));
      assertTrue(err.toString().contains("pattern fits nothing that trades"), err.toString());
      assertEquals("", out());

      assertEquals(2, plan("--check", url, VENUE + "symbols=BTCUSD"));
      assertTrue(err.toString().contains("did you mean BTCUSDT?"), err.toString());
    }
  }

  @Test
  void shouldSayWhyPatternsCannotBeResolved() {
    assertEquals(2, plan(VENUE + "symbols=*", VENUE + "websocket-url=ws://127.0.0.1:1"));
    assertTrue(err.toString().contains("so set .rest-url too"), err.toString());

    assertEquals(2, plan(VENUE + "symbols=*", VENUE + "rest-url=http://127.0.0.1:1"));
    assertTrue(err.toString().contains("ConnectException"), err.toString());
    assertFalse(err.toString().contains("Exception:\n"), err.toString());
  }

  @Test
  void shouldNameSymbolsThatDoNotTrade() {
    try (FakeRest venue =
        new FakeRest(
            FakeRest.with(
                200, "{\"symbols\":[{\"symbol\":\"BTCUSDT\",\"status\":\"HALT\"}]}", Map.of()))) {
      assertEquals(
          0, plan("--check", VENUE + "rest-url=" + venue.url(), VENUE + "symbols=BTCUSDT"));
    }

    assertTrue(out().contains("note: listed, but not trading now: BTCUSDT"), out());
  }

  @Test
  void shouldCountEverySocketOfTwoLines() throws IOException {
    assertEquals(0, plan("--json", VENUE + "lines=2", VENUE + "streams-per-connection=2"));

    JsonNode venue = json().get("venues").get(0);
    assertEquals(2, venue.get("connections").asInt());
    assertEquals(2, venue.get("lines").asInt());
    assertEquals(4, venue.get("requests").asInt());
    assertEquals(3000, venue.get("subscribeMs").asInt());
  }

  @Test
  void shouldSayWhatItDoesNotKnow() {
    assertEquals(0, plan(VENUE + "channels=trade,newThing"));

    assertTrue(out().contains("nothing known of 2 streams, not in the sum"), out());
  }

  @Test
  void shouldRefuseABadConfigurationWithAllProblems() {
    assertEquals(2, plan(VENUE + "symbol=A", "caravan.http.port=x"));
    assertEquals(2, err.toString().lines().count(), err.toString());

    assertEquals(2, plan(VENUE + "symbols="));
    assertTrue(err.toString().contains("nothing to plan"), err.toString());

    assertEquals(2, plan(VENUE + "symbols=file:/no/such/file"));
    assertTrue(err.toString().contains("no such file of symbols"), err.toString());
  }

  private static long sum(JsonNode channels, String field) {
    long sum = 0;
    for (JsonNode channel : channels) {
      sum += channel.get(field).asLong();
    }
    return sum;
  }

  /** Arguments that hold {@code =} are keys. */
  private int plan(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("--config", folder.toString()));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    for (String argument : arguments) {
      if (argument.indexOf('=') > 0) {
        all.add("--set");
      }
      all.add(argument);
    }
    return new CommandLine(new PlanCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private String out() {
    return out.toString();
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out());
  }
}
