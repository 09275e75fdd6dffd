package dev.caravan.venue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.SimulatedRequest;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.VenueLoops;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.okx.SimulatedOkx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that were lost together come back one after the other. */
@Timeout(60)
class ReconnectPaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void shouldNotConnectMoreOftenThanTheVenueAllowsBehindALossOfAll() throws Exception {
    VenueLoops loops = new VenueLoops();
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedOkx())
                .symbols("BTC-USDT")
                .channels("trades", "candle1m")
                .startAfter(Duration.ZERO)
                .rate(200)
                .build())) {
      Feed feed =
          new Feed(
              new HurriedDialect(Venues.dialect("okx")).withUnhurriedConnects(),
              Venues.mapping("okx"),
              FeedOptions.to(URI.create(simulator.websocketUrl())).withLines(2),
              loops.loop("okx"),
              loops.resolver(),
              EpochNanoClock.system(),
              NanoClock.system(),
              (venue, channel, cause, missing) -> {});
      feed.attach(
          burst -> {},
          List.of(new StreamId("trades", "BTC-USDT"), new StreamId("candle1m", "BTC-USDT")));
      await().atMost(LIMIT).until(() -> simulator.connections() == 4);

      simulator.disconnectAll();
      await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 8);
      feed.close().get(10, TimeUnit.SECONDS);

      List<Long> atNs =
          simulator.requests().stream()
              .filter(request -> request.uri().startsWith("/ws/"))
              .peek(request -> assertEquals(101, request.status(), request::toString))
              .map(SimulatedRequest::atNs)
              .toList();
      assertEquals(8, atNs.size());
      for (int i = 3; i < atNs.size(); i++) {
        long ns = atNs.get(i) - atNs.get(i - 3);
        assertTrue(ns >= TimeUnit.SECONDS.toNanos(1), "four connects in " + ns + " ns");
      }
    } finally {
      loops.close();
    }
  }
}
