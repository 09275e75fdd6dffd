package dev.caravan.camel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestThread;
import dev.caravan.rest.VenueTime;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestAccessTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  private final RestThread thread = new RestThread();

  @AfterEach
  void stop() {
    thread.close();
  }

  @Test
  void shouldAskTheVenueItselfOnlyWhereItsSocketsAreItsOwnToo() throws ConfigException {
    RestAccess own = access(Map.of());
    RestAccess elsewhere = access(Map.of(VENUE + "websocket-url", "ws://127.0.0.1:1"));

    assertEquals("https://api.binance.com", own.client().orElseThrow().base().toString());
    assertTrue(elsewhere.client().isEmpty());
    assertTrue(elsewhere.reason().contains("set .rest-url too"), elsewhere.reason());
  }

  @Test
  void shouldTrustTheCertificateThatTheSocketsTrust() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceSpot()).symbols("BTCUSDT").tls().build())) {
      String certificate = simulator.certificate().orElseThrow().toString();
      Map<String, String> trusting =
          Map.of(VENUE + "rest-url", simulator.restUrl(), VENUE + "trust-certificate", certificate);

      VenueTime time = time(access(trusting)).get(10, TimeUnit.SECONDS);
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () ->
                  time(access(Map.of(VENUE + "rest-url", simulator.restUrl())))
                      .get(10, TimeUnit.SECONDS));

      assertTrue(time.timeMs() > 0);
      assertTrue(refused.getMessage().contains("SSLHandshakeException"), refused.getMessage());
    }
  }

  @Test
  void shouldGoThroughAnHttpProxy() throws Exception {
    try (FakeRest proxy = new FakeRest(FakeRest.ok("{\"serverTime\":5}"))) {
      Map<String, String> set =
          Map.of(
              VENUE + "rest-url", "http://venue.invalid", VENUE + "proxy", proxy.url().toString());

      assertEquals(5, time(access(set)).get(10, TimeUnit.SECONDS).timeMs());
      assertEquals("http://venue.invalid/api/v3/time", proxy.seen().get(0).uri());
    }
  }

  @Test
  void shouldNeverGoPastAProxyThatItCannotUse() throws ConfigException {
    for (String proxy : new String[] {"socks5://127.0.0.1:1", "http://me:secret@127.0.0.1:1"}) {
      RestAccess access = access(Map.of(VENUE + "proxy", proxy));

      assertTrue(access.client().isEmpty());
      assertTrue(access.reason().contains("only through an HTTP proxy"), access.reason());
      assertTrue(!access.reason().contains("secret"), access.reason());
    }
  }

  @Test
  void shouldNameACertificateThatCannotBeRead() throws ConfigException {
    RestAccess access = access(Map.of(VENUE + "trust-certificate", "/no/such.pem"));

    assertTrue(access.reason().contains("/no/such.pem"), access.reason());
  }

  private static CompletableFuture<VenueTime> time(RestAccess access) {
    return access.client().orElseThrow().time();
  }

  private RestAccess access(Map<String, String> set) throws ConfigException {
    Properties file = new Properties();
    file.putAll(set);
    return RestAccess.of(
        CaravanConfig.of(file, Map.of(), Map.of(), Venues.names()), "binance-spot", thread);
  }
}
