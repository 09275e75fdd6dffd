package dev.caravan.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.doctor.Finding.Level;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestThread;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.ProxyAddress;
import dev.caravan.stream.TlsTrust;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What keeps a venue from being recorded is told apart, each with its own next step. */
class VenueChecksTest {

  private static final String VENUE = "binance-spot";
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @Test
  void shouldTellARefusalFromAWrongAddress() throws Exception {
    try (FakeRest server = new FakeRest(FakeRest.with(451, "", Map.of()))) {
      assertRefused(server, "answers HTTP 451", "another network or a proxy");

      server.answer(FakeRest.with(429, "", Map.of()));
      assertRefused(server, "answers HTTP 429", "limits this address");

      server.answer(FakeRest.with(404, "", Map.of()));
      assertRefused(server, "answers HTTP 404", "websocket-url right");
    }
  }

  private static void assertRefused(FakeRest server, String said, String next) throws Exception {
    URI address = URI.create(server.url().toString().replace("http:", "ws:") + "/stream");
    Finding found = only(new SocketCheck(VENUE, address, Optional.empty(), Optional.empty()));

    assertEquals(Level.FAIL, found.level());
    assertTrue(found.said().contains(said), found.said());
    assertTrue(found.next().contains(next), found.next());
  }

  @Test
  void shouldSayThatACertificateIsNotBelieved() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceSpot())
                .symbols("BTCUSDT")
                .channels("trade")
                .tls()
                .build())) {
      URI address = URI.create(simulator.websocketUrl() + "/stream");
      SSLContext system = TlsTrust.system().jdkContext();

      Finding stranger =
          only(new SocketCheck(VENUE, address, Optional.of(system), Optional.empty()));
      assertEquals(Level.FAIL, stranger.level());
      assertTrue(stranger.said().contains("is not believed"), stranger.said());
      assertTrue(stranger.next().contains("trust-certificate"), stranger.next());

      SSLContext trusting =
          TlsTrust.load(simulator.certificate(), EpochNanoClock.system()).jdkContext();
      assertEquals(
          Level.OK,
          only(new SocketCheck(VENUE, address, Optional.of(trusting), Optional.empty())).level());
    }
  }

  @Test
  void shouldNameTheProxyThatDoesNotAnswer() throws Exception {
    Finding found =
        only(
            new SocketCheck(
                VENUE,
                URI.create("wss://stream.binance.com:9443/stream"),
                Optional.empty(),
                Optional.of(ProxyAddress.parse("socks5://me:word@127.0.0.1:1"))));

    assertEquals(Level.FAIL, found.level());
    assertTrue(found.said().contains("proxy socks5://me:***@127.0.0.1:1"), found.said());
  }

  @Test
  void shouldWarnOfAClockThatIsOff() throws Exception {
    try (FakeRest server =
            new FakeRest(
                exchange ->
                    FakeRest.ok("{\"serverTime\":" + System.currentTimeMillis() + "}")
                        .answer(exchange));
        RestThread thread = new RestThread()) {
      assertEquals(Level.OK, time(server, thread, 0).level());

      Finding behind = time(server, thread, -60_000);
      assertEquals(Level.WARN, behind.level());
      assertTrue(behind.said().matches("binance-spot: (60|59).* ahead of this.*"), behind.said());
      assertTrue(time(server, thread, 60_000).said().contains(" behind this machine's clock"));

      server.answer(FakeRest.with(500, "down", Map.of()));
      assertEquals(Level.FAIL, time(server, thread, 0).level());
    }
  }

  /** As a machine sees it whose clock is off by so much. */
  private static Finding time(FakeRest server, RestThread thread, long offByMs) throws Exception {
    EpochNanoClock wall = () -> EpochNanoClock.system().epochNanos() + offByMs * 1_000_000;
    return only(
        new VenueTimeCheck(
            thread.client(Venues.rest(VENUE).orElseThrow(), server.url()), wall, LIMIT));
  }

  private static Finding only(Check check) throws Exception {
    List<Finding> found = check.look();
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }
}
