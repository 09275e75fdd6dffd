package dev.caravan.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarkPrice;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.Quote;
import dev.caravan.market.Trade;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole daemon knows beside recording, and what it keeps away from that. */
class LiveDataTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path data;

  @Test
  void shouldKnowWhatSpotSaidLast() throws Exception {
    assertLive(
        "binance-spot",
        new SimulatedBinanceSpot(),
        Map.of(
            "trade", Trade.class,
            "bookTicker", Quote.class,
            "depth20@100ms", BookSnapshot.class,
            "kline_1m", Candle.class));
  }

  @Test
  void shouldKnowWhatTheFuturesSaidLast() throws Exception {
    assertLive(
        "binance-usdm",
        new SimulatedBinanceUsdm(),
        Map.of(
            "aggTrade", Trade.class,
            "bookTicker", Quote.class,
            "depth20@100ms", BookSnapshot.class,
            "kline_1m", Candle.class,
            "markPrice@1s", MarkPrice.class));
  }

  private void assertLive(
      String venue, SimulatedVenue market, Map<String, Class<? extends MarketEvent>> channels)
      throws Exception {
    StreamId depth = new StreamId("depth@100ms", "BTCUSDT");
    String[] all =
        Stream.concat(channels.keySet().stream(), Stream.of("depth@100ms")).toArray(String[]::new);
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(market)
                .symbols("BTCUSDT,ETHUSDT")
                .channels(all)
                .rate(1500)
                .messages(2500)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator, venue);
      set.put("caravan.venues." + venue + ".rest-url", simulator.restUrl());
      Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue));
      try {
        LiveState live = daemon.liveState();
        Daemons.awaitReceived(daemon, 500);
        assertTrue(live.book(venue, depth, 5).isEmpty(), "nobody looked at it yet");
        // Its snapshot was recorded long ago: another one is fetched.
        await("book").atMost(LIMIT).until(() -> live.book(venue, depth, 5).isPresent());
        Daemons.awaitMarketEnd(simulator);
        channels.forEach(
            (channel, kind) ->
                await(channel)
                    .atMost(LIMIT)
                    .until(
                        () ->
                            live.last(venue, new StreamId(channel, "BTCUSDT"), kind).isPresent()));
        BookSnapshot book = live.book(venue, depth, 5).orElseThrow();
        assertTrue(
            book.bids().get(0).price().compareTo(book.asks().get(0).price()) < 0, book.toString());
        String metrics = Daemons.get(daemon, "/metrics").body();
        assertEquals(
            List.of(), metrics.lines().filter(line -> line.startsWith("caravan_invalid")).toList());
        assertTrue(metrics.contains("\ncaravan_dropped_total{tap=\"live\"} 0.0\n"), metrics);
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  @Test
  void shouldKeepImpossiblePricesAwayAndNameTheStreamThatSendsThem() throws Exception {
    StreamId trades = new StreamId("trade", "BTCUSDT");
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade", "bookTicker")
                .rate(40)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.watch.warning-open-after", "100ms");
      set.put("caravan.watch.warning-close-after", "100ms");
      set.put("caravan.live.cpu-percent", "100");
      Daemon daemon = Daemons.start(data, set);
      try {
        Daemons.awaitReceived(daemon, 50);
        // A free fall of 40 trades, faster than good ones can make up for them.
        IntStream.range(0, 40).forEach(i -> simulator.sendRaw(trade(i), false));

        await("incident")
            .atMost(LIMIT)
            .until(
                () ->
                    body(daemon, "/status.json").contains("\"key\":\"market-data/binance-spot\""));
        String status = body(daemon, "/status.json");
        assertTrue(status.contains("trade/BTCUSDT impossible-price (price is 0.00"), status);
        await("count")
            .atMost(LIMIT)
            .until(
                () ->
                    body(daemon, "/metrics")
                        .contains(
                            "caravan_invalid_total{channel=\"trade\",reason=\"impossible-price\","
                                + "venue=\"binance-spot\"} 40.0"));
        Trade last = daemon.liveState().last("binance-spot", trades, Trade.class).orElseThrow();
        assertTrue(last.price().signum() > 0);
        await("end of it, now that good ones come")
            .atMost(LIMIT)
            .until(() -> body(daemon, "/health/ready").startsWith("ready"));
      } finally {
        daemon.stop();
      }
      long recorded =
          new String(Recordings.cat(data, "--frames"), UTF_8)
              .lines()
              .filter(frame -> frame.contains("\"p\":\"0.00\""))
              .count();
      assertEquals(40, recorded, "the journal has them as they came");
    }
  }

  @Test
  void shouldCostNothingWhenItIsSwitchedOff() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade")
                .rate(500)
                .messages(500)
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.live.enabled", "false");
      Daemon daemon = Daemons.start(data, set);
      try {
        Daemons.awaitMarketEnd(simulator);
        Daemons.awaitReceived(daemon, 500);

        assertEquals(0, daemon.liveState().size());
        assertTrue(
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tap-live") && thread.isAlive()));
        await("ready, a route that is switched off is no problem")
            .atMost(LIMIT)
            .until(() -> body(daemon, "/health/ready").startsWith("ready"));
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  private static byte[] trade(int id) {
    return ("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":"
            + id
            + ",\"p\":\"0.00\",\"q\":\"1\",\"m\":true}}")
        .getBytes(UTF_8);
  }

  private static String body(Daemon daemon, String path) throws Exception {
    return Daemons.get(daemon, path).body();
  }
}
