package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TlsTrustTest {

  private static final EpochNanoClock CLOCK = EpochNanoClock.system();

  @TempDir Path folder;

  @Test
  void shouldReachAVenueWhoseCertificateTheFileHolds() throws Exception {
    try (Simulator simulator = start("127.0.0.1")) {
      TlsTrust trust = TlsTrust.load(simulator.certificate(), CLOCK);

      try (NettyWebSocket client = connect(simulator.websocketUrl(), trust)) {
        client.opened().get(10, TimeUnit.SECONDS);
        await().until(() -> client.texts() > 100);
      }
      String byName = "wss://localhost:" + simulator.port();
      try (NettyWebSocket client = connect(byName, trust)) {
        client.opened().get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void shouldNotBelieveAStrangerWithTheSystemsAuthoritiesOnly() throws Exception {
    try (Simulator simulator = start("127.0.0.1");
        NettyWebSocket client = connect(simulator.websocketUrl(), TlsTrust.system())) {
      String reason = failure(client);

      assertTrue(reason.contains("certification path"), reason);
    }
  }

  @Test
  void shouldNotBelieveATrustedCertificateUnderAnotherName() throws Exception {
    try (Simulator simulator = start("127.0.0.2");
        NettyWebSocket client =
            connect(simulator.websocketUrl(), TlsTrust.load(simulator.certificate(), CLOCK))) {
      String reason = failure(client);

      assertTrue(reason.contains("127.0.0.2"), reason);
    }
  }

  @Test
  void shouldGoOnTrustingTheSystemsAuthorities() throws Exception {
    try (Simulator simulator = start("127.0.0.1")) {
      TlsTrust system = TlsTrust.system();
      TlsTrust both = TlsTrust.load(simulator.certificate(), CLOCK);

      assertTrue(system.authorities() > 10, "authorities=" + system.authorities());
      assertEquals(system.authorities() + 1, both.authorities());
    }
  }

  @Test
  void shouldSayThatTheFileIsMissing() {
    assertRefused(folder.resolve("none.pem"), CLOCK, "none.pem does not exist");
  }

  @Test
  void shouldSayThatTheFileIsNoPem() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "certificate: see the wiki\n");

    assertRefused(file, CLOCK, "holds no '-----BEGIN CERTIFICATE-----' block");
  }

  @Test
  void shouldSayWhichCertificateIsGarbled() throws Exception {
    try (Simulator simulator = start("127.0.0.1")) {
      String good = Files.readString(simulator.certificate().orElseThrow());
      String cut = good.substring(0, 150) + good.substring(200);
      Path file = Files.writeString(folder.resolve("two.pem"), "# first\n" + good + cut);

      assertRefused(file, CLOCK, "is garbled at certificate 2");
    }
  }

  @Test
  void shouldSayThatACertificateIsOutOfItsTime() throws Exception {
    try (Simulator simulator = start("127.0.0.1")) {
      Path file = simulator.certificate().orElseThrow();

      assertRefused(file, shifted(Duration.ofDays(370)), "expired: subject=CN=caravan simulator");
      assertRefused(file, shifted(Duration.ofDays(-2)), "is not valid yet");
    }
  }

  private static EpochNanoClock shifted(Duration by) {
    return () -> CLOCK.epochNanos() + by.toNanos();
  }

  private static void assertRefused(Path file, EpochNanoClock clock, String reason) {
    IOException refused =
        assertThrows(IOException.class, () -> TlsTrust.load(Optional.of(file), clock));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("trust-certificate"), message);
  }

  private static Simulator start(String host) throws IOException {
    return Simulator.start(
        SimulatorOptions.of(new SimulatedBinanceSpot())
            .host(host)
            .symbols("BTCUSDT")
            .channels("trade")
            .tls()
            .build());
  }

  private static NettyWebSocket connect(String url, TlsTrust trust) throws Exception {
    return new NettyWebSocket(
        URI.create(url + "/stream?streams=btcusdt@trade"), Optional.of(trust), Optional.empty());
  }

  private static String failure(NettyWebSocket client) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> client.opened().get(10, TimeUnit.SECONDS));
    StringBuilder reasons = new StringBuilder();
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      reasons.append(cause).append('\n');
    }
    return reasons.toString();
  }
}
