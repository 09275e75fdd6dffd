package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProxyAddressTest {

  @Test
  void shouldReadKindHostPortAndCredentials() {
    ProxyAddress address = ProxyAddress.parse(" SOCKS5://me:p%40ss%3Aw+rd@proxy.example:1080/ ");

    assertEquals(ProxyAddress.Kind.SOCKS5, address.kind());
    assertEquals("proxy.example", address.host());
    assertEquals(1080, address.port());
    assertEquals(
        Optional.of(new ProxyAddress.Credentials("me", "p@ss:w+rd")), address.credentials());
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1:3128,http://10.0.0.1:3128",
    "socks5://[::1]:1080,socks5://[::1]:1080",
    "http://me:secret@proxy:3128,http://me:***@proxy:3128"
  })
  void shouldBePrintedWithoutThePassword(String text, String printed) {
    assertEquals(printed, ProxyAddress.parse(text).toString());
    assertFalse(String.valueOf(ProxyAddress.parse(text).credentials()).contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy:3128",
        "http://proxy",
        "https://proxy:3128",
        "socks4://proxy:1080",
        "http://proxy:0",
        "http://proxy:70000",
        "http://me:secret@proxy",
        "http://me:secret/@proxy:3128",
        "http://me:secret%2@proxy:3128",
        "me:secret@proxy:3128",
        "http://:secret@proxy:3128",
        "http://proxy:3128/path"
      })
  void shouldRefuseWhatIsNoAddressWithoutRepeatingThePassword(String text) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> ProxyAddress.parse(text))
                .getMessage());

    assertTrue(message.contains("write http://host:port"), message);
    assertFalse(message.contains("secret"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:PORT,''",
    "http://me:pass@127.0.0.1:PORT,me:pass",
    "socks5://127.0.0.1:PORT,''",
    "socks5://me:pass@localhost:PORT,me:pass"
  })
  void shouldLeadAConnectionToTheVenueByName(String address, String credentials) throws Exception {
    try (Simulator simulator = start(false);
        TunnelProxy proxy = new TunnelProxy(credentials);
        NettyWebSocket client =
            connect("ws://venue.invalid:" + simulator.port(), Optional.empty(), address, proxy)) {
      client.opened().get(10, TimeUnit.SECONDS);
      await().until(() -> client.texts() > 100);

      assertEquals(List.of("venue.invalid:" + simulator.port()), proxy.destinations());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:PORT", "socks5://127.0.0.1:PORT"})
  void shouldCarryTlsToTheVenue(String address) throws Exception {
    try (Simulator simulator = start(true);
        TunnelProxy proxy = new TunnelProxy("");
        NettyWebSocket client =
            connect(
                "wss://localhost:" + simulator.port(),
                Optional.of(TlsTrust.load(simulator.certificate(), EpochNanoClock.system())),
                address,
                proxy)) {
      client.opened().get(10, TimeUnit.SECONDS);
      await().until(() -> client.texts() > 100);

      assertEquals(1, proxy.destinations().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:secret@127.0.0.1:PORT",
        "http://127.0.0.1:PORT",
        "socks5://me:secret@127.0.0.1:PORT",
        "socks5://127.0.0.1:PORT"
      })
  void shouldFailWhereTheProxyRefusesTheCredentials(String address) throws Exception {
    try (TunnelProxy proxy = new TunnelProxy("me:pass");
        NettyWebSocket client = connect("ws://venue.invalid:9", Optional.empty(), address, proxy)) {
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> client.opened().get(10, TimeUnit.SECONDS));

      assertFalse(failed.toString().contains("secret"), failed::toString);
      assertEquals(List.of(), proxy.destinations());
    }
  }

  private static Simulator start(boolean isTls) throws Exception {
    SimulatorOptions.Builder options =
        SimulatorOptions.of(new SimulatedBinanceSpot()).symbols("BTCUSDT").channels("trade");
    return Simulator.start((isTls ? options.tls() : options).build());
  }

  private static NettyWebSocket connect(
      String url, Optional<TlsTrust> trust, String address, TunnelProxy proxy) throws Exception {
    return new NettyWebSocket(
        URI.create(url + "/stream?streams=btcusdt@trade"),
        trust,
        Optional.of(ProxyAddress.parse(address.replace("PORT", Integer.toString(proxy.port())))));
  }
}
