package dev.caravan.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClientPingTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId OTHER_TRADES = new StreamId("trade", "BNBUSDT");
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final long SECOND = 1_000_000_000L;

  private final VenueLoops loops = new VenueLoops();
  private final List<String> pings = new CopyOnWriteArrayList<>();
  private boolean isAnswered = true;
  private volatile boolean isAcknowledged = true;
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldBeDueAfterSilenceOrRegularly() {
    ClientPing silent = ClientPing.afterSilence(Duration.ofSeconds(20), "ping");
    ClientPing regular = ClientPing.every(Duration.ofSeconds(10), timeMs -> "at " + timeMs);

    assertFalse(silent.isDue(60 * SECOND, 19 * SECOND), "something came");
    assertFalse(silent.isDue(19 * SECOND, 60 * SECOND), "it was just said");
    assertTrue(silent.isDue(20 * SECOND, 20 * SECOND));
    assertTrue(regular.isDue(10 * SECOND, 0));
    assertFalse(regular.isDue(9 * SECOND, 60 * SECOND));
  }

  @Test
  void shouldKeepASilentConnectionInTheVenuesWordsAlsoWhileNothingIsRead() throws Exception {
    Feed feed = feed(ClientPing.afterSilence(Duration.ofSeconds(1), "ping"));

    await().atMost(LIMIT).until(() -> pings.size() >= 3);
    feed.pauseReading(this);
    int before = pings.size();
    await().atMost(LIMIT).until(() -> pings.size() >= before + 2);
    feed.resumeReading(this);

    assertEquals(1, simulator.stats().accepted());
    assertEquals("ping", pings.get(0));
    feed.close().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldNotMissAnAnswerWhileNothingIsRead() throws Exception {
    Feed feed = feed(ClientPing.every(Duration.ofSeconds(1), timeMs -> "ping"));
    await().atMost(LIMIT).until(() -> feed.status().acknowledged() == 1);

    feed.pauseReading(this);
    feed.want(List.of(TRADES, OTHER_TRADES));
    int before = pings.size();
    await().atMost(LIMIT).until(() -> pings.size() >= before + 3);
    feed.resumeReading(this);

    await().atMost(LIMIT).until(() -> feed.status().acknowledged() == 2);
    assertEquals(1, simulator.stats().accepted());
    feed.close().get(10, TimeUnit.SECONDS);
  }

  /** What came while nothing was read may be much, and the answer behind it. */
  @Test
  void shouldGiveAnAnswerItsTimeAnewWhenReadingGoesOn() throws Exception {
    Feed feed = feed(ClientPing.every(Duration.ofSeconds(1), timeMs -> "ping"));
    await().atMost(LIMIT).until(() -> feed.status().acknowledged() == 1);

    isAcknowledged = false;
    feed.want(List.of(TRADES, OTHER_TRADES));
    int before = pings.size();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              feed.pauseReading(this);
              feed.resumeReading(this);
              return pings.size() >= before + 3;
            });
    assertEquals(1, simulator.stats().accepted());

    await("without a pause it is cut").atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);
    feed.close().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldReplaceAConnectionThatAnswersNoPing() throws Exception {
    isAnswered = false;
    Feed feed = feed(ClientPing.every(Duration.ofSeconds(1), timeMs -> "ping at " + timeMs));

    await().atMost(LIMIT).until(() -> simulator.stats().accepted() == 2);

    long saidMs = Long.parseLong(pings.get(0).substring("ping at ".length()));
    assertTrue(Math.abs(System.currentTimeMillis() - saidMs) < 60_000, pings.get(0));
    feed.close().get(10, TimeUnit.SECONDS);
  }

  private Feed feed(ClientPing ping) throws IOException {
    simulator =
        Simulator.start(
            OwnAddress.simulator(venue())
                .symbols("BTCUSDT,ETHUSDT") // begins once both are asked for, so never
                .channels("trade")
                .startAfter(Duration.ofDays(1))
                .build());
    Feed feed =
        new Feed(
            dialect(ping),
            new BinanceSpotMapping(),
            FeedOptions.to(URI.create(simulator.websocketUrl())),
            loops.loop("binance-spot"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> {});
    feed.attach(burst -> {}, List.of(TRADES));
    return feed;
  }

  /** Cuts after 3 s of silence, or 1 s without an answer. */
  private static Dialect dialect(ClientPing ping) {
    BinanceSpotDialect real = new BinanceSpotDialect();
    VenueLimits limits = real.limits();
    VenueLimits hurried =
        new VenueLimits(
            10,
            10,
            1000,
            limits.requestSpacing(),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofMillis(50),
            Duration.ofMillis(100));
    return wrap(
        Dialect.class,
        real,
        (name, arguments) ->
            switch (name) {
              case "ping" -> Optional.of(ping);
              case "limits" -> hurried;
              default -> null;
            });
  }

  /** A venue that takes pings as texts; its own pings come every 20 s. */
  private SimulatedVenue venue() {
    SimulatedBinanceSpot real = new SimulatedBinanceSpot();
    return wrap(
        SimulatedVenue.class,
        real,
        (name, arguments) ->
            name.equals("openMarket")
                ? market(real.openMarket((MarketOptions) arguments[0]))
                : null);
  }

  private SimulatedMarket market(SimulatedMarket real) {
    return wrap(
        SimulatedMarket.class,
        real,
        (name, arguments) ->
            name.equals("connect")
                ? real.connect((String) arguments[0], (SimulatedClient) arguments[1])
                    .map(session -> session(session, (SimulatedClient) arguments[1]))
                : null);
  }

  private SimulatedSession session(SimulatedSession real, SimulatedClient client) {
    return wrap(
        SimulatedSession.class,
        real,
        (name, arguments) -> {
          if (!name.equals("onText")) {
            return null;
          }
          String text = (String) arguments[0];
          if (!text.startsWith("ping")) {
            return isAcknowledged ? null : "";
          }
          pings.add(text);
          if (isAnswered) {
            client.answer("pong");
          }
          return "";
        });
  }

  /** Answers what {@code instead} answers, and where that is null what the real one does. */
  private static <T> T wrap(Class<T> type, T real, BiFunction<String, Object[], Object> instead) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object answer = instead.apply(method.getName(), arguments);
          if (answer != null) {
            return method.getReturnType() == void.class ? null : answer;
          }
          return method.invoke(real, arguments);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
