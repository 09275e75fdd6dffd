package dev.caravan.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTlsTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final String PATH = "/stream?streams=btcusdt@trade";
  private static final Pattern TRADE_ID = Pattern.compile("\"t\":(\\d+)");

  @TempDir Path folder;

  private static SimulatorOptions.Builder options() {
    return SimulatorOptions.of(new SimulatedBinanceSpot())
        .symbols("BTCUSDT")
        .channels("trade")
        .rate(10_000)
        .tls();
  }

  @Test
  void shouldServeWebSocketAndRestToWhoTrustsItsCertificate() throws Exception {
    Path ledgerFile = folder.resolve("ledger.json");
    try (Simulator simulator = Simulator.start(options().ledger(ledgerFile).build());
        RawWebSocket client = connect(simulator, true)) {
      await().until(() -> client.frameCount() > 1_000);
      client.closeAndDrain();

      assertTrue(simulator.websocketUrl().startsWith("wss://127.0.0.1:"));
      assertEquals(folder.resolve("ledger.json.pem"), simulator.certificate().orElseThrow());
      assertArrayEquals(tradeIds(client), simulator.ledger().sent(TRADE).toArray());
      assertEquals("{}", get(simulator, "/api/v3/ping").body());
    }
  }

  @Test
  void shouldCountOnlyWhatASlowClientCouldDecryptBeforeItWasCut() throws Exception {
    try (Simulator simulator =
            Simulator.start(
                options().rate(50_000).messages(60_000).queueLimitBytes(2 << 20).build());
        RawWebSocket slow = connect(simulator, false)) {
      await().until(() -> simulator.stats().isStarted() && simulator.connections() == 0);
      await().until(() -> simulator.stats().isFinished());

      slow.read();
      slow.awaitEnd();

      Ledger ledger = simulator.ledger();
      assertTrue(slow.frameCount() > 0);
      assertTrue(ledger.sent(TRADE).count() < ledger.produced(TRADE).count());
      assertArrayEquals(tradeIds(slow), ledger.sent(TRADE).toArray());
    }
  }

  @Test
  void shouldTakeTheTemporaryCertificateAlongWhenItStops() throws Exception {
    Simulator simulator = Simulator.start(options().build());
    Path file = simulator.certificate().orElseThrow();
    assertTrue(Files.exists(file));

    simulator.close();

    assertFalse(Files.exists(file));
  }

  private static RawWebSocket connect(Simulator simulator, boolean reads) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusting(simulator).getSocketFactory().createSocket("127.0.0.1", simulator.port());
    return RawWebSocket.over(socket, PATH, reads);
  }

  private static HttpResponse<String> get(Simulator simulator, String path) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(trusting(simulator)).build();
    return client.send(
        HttpRequest.newBuilder(URI.create(simulator.restUrl() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static SSLContext trusting(Simulator simulator) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(simulator.certificate().orElseThrow())) {
      store.setCertificateEntry(
          "simulator", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static long[] tradeIds(RawWebSocket client) {
    List<Long> ids = new ArrayList<>();
    for (String text : client.texts()) {
      Matcher matcher = TRADE_ID.matcher(text);
      assertTrue(matcher.find(), text);
      ids.add(Long.valueOf(matcher.group(1)));
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }
}
