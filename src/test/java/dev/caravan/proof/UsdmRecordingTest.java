package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.Captures;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The futures, on both of their paths, are recorded through the shipped route without a hole. */
class UsdmRecordingTest {

  private static final String VENUE = "binance-usdm";
  private static final String NAME = "binance-usdm/hftbacktest_usdm_ethusdt_20240808";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;

  @Test
  void shouldRecordTheStreamsOfBothPaths() throws Exception {
    SimulatorOptions market =
        OwnAddress.simulator(new SimulatedBinanceUsdm())
            .symbols("3")
            .channels(
                "depth@100ms",
                "bookTicker",
                "aggTrade",
                "markPrice@1s",
                "kline_1m",
                "tradingSession")
            .rate(20_000)
            .messages(10_000)
            .build();

    Verification verification = record(market);

    assertEquals(Verification.Result.COMPLETE, verification.result());
    assertEquals(16, verification.streams().size(), "sessions are one stream of the whole venue");
    assertEquals(10_000, verification.streams().stream().mapToLong(StreamResult::records).sum());
  }

  @Test
  void shouldProveTheStatedIdsOfARealCapture() throws Exception {
    Path capture = Captures.file(NAME + ".ndjson.zst");
    JsonNode stated =
        JSON.readTree(Captures.file(NAME + ".meta.json").toFile())
            .path("continuity")
            .path("sequences");
    List<byte[]> lines = Captures.lines(capture);

    Verification verification =
        record(OwnAddress.simulator(new SimulatedBinanceUsdm()).from(capture).rate(60_000).build());

    assertEquals(Verification.Result.COMPLETE, verification.result(), verification.gaps() + "");
    assertArrayEquals(
        Captures.joined(lines), Recordings.cat(data, "--symbol", "ETHUSDT", "--frames"));
    assertIds(stated.path("depth:ETHUSDT"), "depth@0ms", verification);
    assertIds(stated.path("trade.t:ETHUSDT"), "trade", verification);
  }

  private static void assertIds(JsonNode stated, String channel, Verification verification) {
    StreamResult stream =
        verification.streams().stream()
            .filter(result -> result.channel().equals(channel))
            .findFirst()
            .orElseThrow();
    assertEquals(stated.path("n").asLong(), stream.records());
    assertEquals(stated.path("first").asLong(), stream.first());
    assertEquals(stated.path("last").asLong(), stream.last());
    assertEquals(0, stream.missing());
  }

  /** Records all that this market serves, stops, and compares with the ledger. */
  private Verification record(SimulatorOptions market) throws Exception {
    try (Simulator simulator = Simulator.start(market)) {
      Daemon daemon =
          Daemons.start(
              data, Daemons.recording(simulator, VENUE), Daemons.routes(Daemons.ROUTES, VENUE));
      try {
        Daemons.awaitMarketEnd(simulator);
      } finally {
        daemon.stop();
      }
      return Recordings.assertExact(data, simulator.ledger());
    }
  }
}
