package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A feed reaches its venue through TLS, through proxies, and through both. */
@Timeout(60)
class FeedNetworkTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final VenueLoops loops = new VenueLoops();
  private final AtomicInteger frames = new AtomicInteger();
  private final AtomicInteger trades = new AtomicInteger();
  private final AtomicInteger bursts = new AtomicInteger();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldReceiveOverTlsFromAVenueWhoseCertificateIsTrusted() throws Exception {
    Feed feed = feed(true, Optional.empty(), true);

    await().atMost(LIMIT).until(() -> frames.get() > 100);

    feed.close().get(10, TimeUnit.SECONDS);
  }

  /** The venue's clock ticks each 5 ms. */
  @Test
  void shouldReceiveSeveralTicksByOneReadWhereItMay() throws Exception {
    Feed feed =
        feed(
            true,
            Optional.empty(),
            true,
            options ->
                options.withBurstInterval(Duration.ZERO).withReadInterval(Duration.ofMillis(50)));

    await().atMost(LIMIT).until(() -> frames.get() > 1000);
    feed.close().get(10, TimeUnit.SECONDS);

    assertTrue(
        bursts.get() * 20 < frames.get(), () -> bursts + " reads for " + frames + " messages");
    assertEquals(simulator.ledger().sent(TRADES).count(), trades.get());
  }

  @Test
  void shouldSayWhyAVenueIsNotBelieved() throws Exception {
    Feed feed = feed(true, Optional.empty(), false);

    await().atMost(LIMIT).until(() -> feed.status().problem().contains("PKIX"));

    assertEquals(0, frames.get());
    feed.close().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldReceiveThroughAProxyThatAsksForAPassword() throws Exception {
    TunnelProxy proxy = new TunnelProxy("user:secret");
    ProxyAddress address = ProxyAddress.parse("socks5://user:secret@127.0.0.1:" + proxy.port());

    Feed feed = feed(true, Optional.of(address), true);

    await().atMost(LIMIT).until(() -> frames.get() > 100);
    assertEquals(List.of("localhost:" + simulator.port()), proxy.destinations());
    feed.close().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldNeverShowTheProxysPassword() throws Exception {
    TunnelProxy proxy = new TunnelProxy("user:secret");
    ProxyAddress address = ProxyAddress.parse("http://user:wrong-one@127.0.0.1:" + proxy.port());

    Feed feed = feed(false, Optional.of(address), true);

    await().atMost(LIMIT).until(() -> !feed.status().problem().isEmpty());
    assertTrue(!feed.status().toString().contains("wrong-one"), feed.status()::toString);
    feed.close().get(10, TimeUnit.SECONDS);
  }

  private Feed feed(boolean isTls, Optional<ProxyAddress> proxy, boolean isTrusted)
      throws IOException {
    return feed(isTls, proxy, isTrusted, options -> options);
  }

  private Feed feed(
      boolean isTls,
      Optional<ProxyAddress> proxy,
      boolean isTrusted,
      UnaryOperator<FeedOptions> change)
      throws IOException {
    SimulatorOptions.Builder options =
        SimulatorOptions.of(new SimulatedBinanceSpot())
            .symbols("BTCUSDT")
            .channels("trade")
            .rate(1000)
            .ledger(folder.resolve("ledger.json"))
            .startAfter(Duration.ofMillis(200));
    simulator = Simulator.start((isTls ? options.tls() : options).build());
    TlsTrust trust =
        TlsTrust.load(
            isTrusted ? simulator.certificate() : Optional.empty(), EpochNanoClock.system());
    String url = (isTls ? "wss" : "ws") + "://localhost:" + simulator.port();
    Feed feed =
        new Feed(
            new BinanceSpotDialect(),
            new BinanceSpotMapping(),
            change.apply(
                FeedOptions.to(URI.create(url))
                    .withNetwork(new NetworkPath(Optional.of(trust), proxy))),
            loops.loop("binance-spot"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> {});
    feed.attach(this::count, List.of(TRADES));
    return feed;
  }

  private void count(Burst burst) {
    bursts.incrementAndGet();
    frames.addAndGet(burst.frames());
    for (int i = 0; i < burst.size(); i++) {
      trades.addAndGet(burst.stream(i).equals(TRADES) && burst.event(i) == null ? 1 : 0);
    }
  }
}
