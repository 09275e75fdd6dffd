package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.Manifest;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.RecordedLines;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trades that the venue did not deliver come over REST by id, through a whole daemon. */
class BackfillTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;

  @Test
  void shouldBackfillExactlyTheTradesThatSpotDidNotDeliver() throws Exception {
    assertBackfilled(
        "binance-spot",
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("BTCUSDT,ETHUSDT")
            .channels("trade", "aggTrade")
            .rate(2000)
            .messages(6000)
            .faults("gap=0.01/trade,drop=0.01/aggTrade,disconnect=1@1s,seed=3")
            .build());
  }

  @Test
  void shouldBackfillExactlyTheTradesThatTheFuturesDidNotDeliver() throws Exception {
    assertBackfilled(
        "binance-usdm",
        OwnAddress.simulator(new SimulatedBinanceUsdm())
            .symbols("BTCUSDT")
            .channels("aggTrade")
            .rate(1000)
            .messages(3000)
            .faults("gap=0.01/aggTrade,disconnect=1@1s,seed=3")
            .build());
  }

  private void assertBackfilled(String venue, SimulatorOptions market) throws Exception {
    try (Simulator simulator = Simulator.start(market)) {
      var set = Daemons.recording(simulator, venue);
      set.put("caravan.venues." + venue + ".rest-url", simulator.restUrl());
      set.put("caravan.journal.rotate-every", "1s");
      Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue));
      try {
        Daemons.awaitMarketEnd(simulator);
        await("trades over REST")
            .atMost(LIMIT)
            .until(() -> missing(Recordings.verify(data)) == filled(Recordings.verify(data)));
      } finally {
        daemon.stop();
      }
      Verification verification = Recordings.assertExact(data, simulator.ledger());
      assertTrue(verification.gaps().size() > 10, verification.gaps().toString());
      assertTrue(
          verification.gaps().stream().anyMatch(gap -> gap.cause().equals("disconnect")),
          verification.gaps().toString());
      for (StreamResult stream : verification.streams()) {
        assertStream(new StreamId(stream.channel(), stream.symbol()), stream);
      }
    }
  }

  private void assertStream(StreamId stream, StreamResult result) throws Exception {
    List<Long> missing = RecordedLines.ids(data, stream, RecordEvent.Gap.class);
    List<Long> filled = RecordedLines.ids(data, stream, RecordEvent.Backfill.class);
    assertTrue(!missing.isEmpty(), stream + " lost nothing");
    assertEquals(
        missing.stream().sorted().toList(), filled.stream().sorted().toList(), stream + "");
    assertEquals(missing.size(), result.missing());
    assertEquals(missing.size(), result.backfilled());
    List<Long> bodies = new ArrayList<>();
    for (var record : RecordedLines.events(data, stream, RecordEvent.Backfill.class)) {
      for (JsonNode trade : JSON.readTree(record.body())) {
        bodies.add(trade.path(stream.channel().equals("trade") ? "id" : "a").asLong());
      }
    }
    assertEquals(filled, bodies, "each record holds the trades that it names");
    assertEquals(
        filled.size(),
        RecordedLines.manifests(data).stream()
            .flatMap(manifest -> manifest.streams().stream())
            .filter(counted -> counted.id().equals(stream))
            .map(Manifest.Stream::backfilled)
            .mapToLong(Objects::requireNonNull)
            .sum(),
        "what the manifests count");
  }

  private static long missing(Verification verification) {
    return verification.streams().stream().mapToLong(StreamResult::missing).sum();
  }

  private static long filled(Verification verification) {
    return verification.streams().stream().mapToLong(StreamResult::backfilled).sum();
  }
}
