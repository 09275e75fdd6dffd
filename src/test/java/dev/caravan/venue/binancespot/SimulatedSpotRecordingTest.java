package dev.caravan.venue.binancespot;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RawWebSocket;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.binance.SimulatedRecording;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedSpotRecordingTest {

  private static final String TRADE =
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"t\":41}}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hftbacktest_spot_ethusdt_20240808.ndjson.zst",
        "cryptofeed_binance_20210417.ndjson",
        "cryptofeed_binance_us_202110.ndjson",
        "crypto_msg_parser_binance_spot.ndjson",
        "xchange_binance.ndjson"
      })
  void shouldServeEveryRecordedFrameByteForByteAndInOrder(String name) throws Exception {
    Path file = corpus(name);
    List<String> lines = lines(file);

    try (Simulator simulator = start(file, 200_000)) {
      String streams =
          simulator.streams().stream().map(MarketStream::name).collect(Collectors.joining("/"));
      try (RawWebSocket client =
          RawWebSocket.connect(simulator.port(), "/stream?streams=" + streams)) {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> simulator.stats().isFinished() && client.frameCount() >= lines.size());
        client.closeAndDrain();

        List<RawWebSocket.Frame> messages = client.messages();
        assertEquals(lines.size(), messages.size());
        for (int i = 0; i < lines.size(); i++) {
          assertArrayEquals(lines.get(i).getBytes(StandardCharsets.UTF_8), messages.get(i).bytes());
        }
        Ledger ledger = simulator.ledger();
        assertEquals(ledger.streams().size(), ledger.connections().get(0).streams().size());
        for (Ledger.Stream stream : ledger.streams()) {
          assertEquals(stream.keys(), ledger.sent(stream.stream()));
        }
      }
    }
  }

  @Test
  void shouldKnowTheIdsThatTheRealCaptureStates() throws Exception {
    SimulatedRecording recording =
        SimulatedRecording.of(
            Recording.read(corpus("hftbacktest_spot_ethusdt_20240808.ndjson.zst")),
            new SimulatedSpotRules());
    KeyRuns.Builder trades = new KeyRuns.Builder();
    KeyRuns.Builder deltas = new KeyRuns.Builder();
    MarketFrame frame = new MarketFrame();
    int quotes = 0;

    while (recording.next(0, frame)) {
      StreamId stream = recording.streams().get(frame.stream()).id();
      switch (stream.toString()) {
        case "trade/ETHUSDT" -> trades.add(frame.key());
        case "depth@100ms/ETHUSDT" -> deltas.add(frame.key());
        case "bookTicker/ETHUSDT" -> quotes++;
        default -> throw new AssertionError(stream);
      }
    }

    // As NAME.meta.json states them.
    assertEquals("[[1520538925,1,6106]]", trades.build().toString());
    long[] ids = deltas.build().toArray();
    assertEquals(3434, ids.length);
    assertEquals(35346671849L, ids[ids.length - 1]);
    assertEquals(24077, quotes);
  }

  @Test
  void shouldServeTheRecordedSnapshotOfTheMarketsPlace() throws Exception {
    Path file = corpus("hftbacktest_spot_ethusdt_20240808.ndjson.zst");
    String recorded =
        Files.readString(file.resolveSibling("hftbacktest_spot_ethusdt_20240808.rest.ndjson"));

    try (Simulator simulator = start(file, 1)) {
      String body = get(simulator, "/api/v3/depth?symbol=ETHUSDT&limit=1000");

      assertEquals(35346513512L, new ObjectMapper().readTree(body).get("lastUpdateId").asLong());
      assertTrue(recorded.contains("\"body\":" + body + "}"), "not byte for byte");
      assertEquals(
          "ETHUSDT",
          new ObjectMapper()
              .readTree(get(simulator, "/api/v3/exchangeInfo"))
              .get("symbols")
              .get(0)
              .get("symbol")
              .asText());
    }
  }

  @Test
  void shouldMakeUpNothingOfASymbolButItsName() throws Exception {
    Path file = folder.resolve("one.ndjson");
    Files.writeString(file, TRADE + "\n");

    try (Simulator simulator = start(file, 1)) {
      JsonNode listed = new ObjectMapper().readTree(get(simulator, "/api/v3/exchangeInfo"));

      assertEquals(
          "[{\"symbol\":\"BTCUSDT\",\"status\":\"TRADING\",\"filters\":[]}]",
          listed.get("symbols").toString());
    }
  }

  @Test
  void shouldChooseTheLastSnapshotBeforeTheNextLine() throws Exception {
    Path file = folder.resolve("three.ndjson");
    Files.writeString(file, String.join("\n", TRADE, TRADE, TRADE) + "\n");
    Files.write(
        folder.resolve("three.rest.ndjson.zst"),
        Zstd.compress(
            String.join(
                    "\n",
                    snapshot("\"symbol\":\"BTCUSDT\"", 1, 100),
                    snapshot("\"url\":\"https://x/api/v3/depth?symbol=BTCUSDT&limit=5\"", 2, 200),
                    snapshot("\"symbol\":\"ETHUSDT\"", 2, 999),
                    "{\"url\":\"/api/v3/exchangeInfo\",\"body\":{}}")
                .getBytes(StandardCharsets.UTF_8)));
    SimulatedRecording recording =
        SimulatedRecording.of(Recording.read(file), new SimulatedSpotRules());
    MarketFrame frame = new MarketFrame();

    assertEquals("{\"lastUpdateId\":100, \"bids\":[]}", depth(recording));
    recording.next(0, frame);
    assertEquals("{\"lastUpdateId\":100, \"bids\":[]}", depth(recording));
    recording.next(0, frame);
    assertEquals("{\"lastUpdateId\":200, \"bids\":[]}", depth(recording));
  }

  private static String snapshot(String whose, int afterLine, int id) {
    return "{"
        + whose
        + ",\"after_ws_line\":"
        + afterLine
        + ",\"body\":{\"lastUpdateId\":"
        + id
        + ", \"bids\":[]}}";
  }

  private static String depth(SimulatedRecording recording) {
    return new String(recording.depth("BTCUSDT", 5).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldServeAnythingThatIsALine() throws Exception {
    Path file = folder.resolve("odd.ndjson");
    byte[] invalid = {'{', '"', 's', (byte) 0xff, '}'};
    Files.write(
        file,
        concat(
            TRADE.getBytes(StandardCharsets.UTF_8),
            invalid,
            "{\"stream\":\"../../etc/passwd@trade\",\"data\":{\"t\":1}}"
                .getBytes(StandardCharsets.UTF_8),
            "{\"stream\":\"btcusdt@trade\",\"data\":{\"t\":".getBytes(StandardCharsets.UTF_8)));

    try (Simulator simulator = start(file, 1000);
        RawWebSocket client =
            RawWebSocket.connect(simulator.port(), "/stream?streams=btcusdt@trade")) {
      client.sendText(
          "{\"method\":\"SUBSCRIBE\",\"params\":[\"../../etc/passwd@trade\"],\"id\":1}");
      await().until(() -> client.frameCount() == 5);

      assertEquals(TRADE, client.texts().get(1));
      assertArrayEquals(invalid, client.frames().get(2).bytes());
      Ledger ledger = simulator.ledger();
      assertEquals(KeyRuns.of(1), ledger.produced(new StreamId("trade", "../../ETC/PASSWD")));
      assertEquals(2, ledger.produced(new StreamId("trade", "BTCUSDT")).count());
    }
  }

  private static byte[] concat(byte[]... lines) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.write(line);
      all.write('\n');
    }
    return all.toByteArray();
  }

  @Test
  void shouldServeNoMoreThanTheStatedNumberOfLines() throws Exception {
    Path file = folder.resolve("many.ndjson");
    Files.writeString(file, (TRADE + "\n").repeat(100));

    try (Simulator simulator =
            Simulator.start(
                SimulatorOptions.of(new SimulatedBinanceSpot()).from(file).messages(7).build());
        RawWebSocket client = RawWebSocket.connect(simulator.port(), "/ws/btcusdt@trade")) {
      await().until(() -> simulator.stats().isFinished());
      client.closeAndDrain();

      assertEquals(7, client.texts().size());
      assertEquals("{\"e\":\"trade\",\"t\":41}", client.texts().get(0));
    }
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    assertThrows(IOException.class, () -> start(folder.resolve("none.ndjson"), 1));
  }

  private static Simulator start(Path file, int rate) throws IOException {
    return Simulator.start(
        SimulatorOptions.of(new SimulatedBinanceSpot()).from(file).rate(rate).build());
  }

  private static String get(Simulator simulator, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(simulator.restUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Path corpus(String name) {
    Path file = Path.of(System.getProperty("caravan.corpora", ""), "binance-spot", name);
    assumeTrue(Files.exists(file), "no corpora here: " + file + "; set -Dcaravan.corpora");
    return file;
  }

  private static List<String> lines(Path file) throws IOException {
    if (!file.toString().endsWith(".zst")) {
      return Files.readAllLines(file);
    }
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
