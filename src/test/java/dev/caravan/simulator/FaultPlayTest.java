package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlayTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId OTHER_TRADE = new StreamId("trade", "ETHUSDT");
  private static final StreamId DEPTH = new StreamId("depth20@100ms", "BTCUSDT");
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldStrikeOnlyInItsWindowAndStream() {
    FaultPlay play = play("mute@5s+2s/trade/BTCUSDT");

    assertFalse(strikes(play, TRADE, 5 * SECOND - 1));
    assertTrue(strikes(play, TRADE, 5 * SECOND));
    assertTrue(strikes(play, TRADE, 7 * SECOND - 1));
    assertFalse(strikes(play, TRADE, 7 * SECOND));
    assertFalse(strikes(play, OTHER_TRADE, 6 * SECOND));
  }

  @Test
  void shouldTakeAChannelForAllItsSymbols() {
    FaultPlay play = play("mute/trade");

    assertTrue(strikes(play, TRADE, 0));
    assertTrue(strikes(play, OTHER_TRADE, 0));
    assertFalse(strikes(play, DEPTH, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gap", "double", "reorder", "garbage"})
  void shouldStrikeTheStatedShareTheSameWayForTheSameSeed(String kind) {
    List<Boolean> first = struck(kind + "=0.1,seed=3");

    assertEquals(first, struck(kind + "=0.1,seed=3"));
    assertFalse(first.equals(struck(kind + "=0.1,seed=4")));
    assertAboutATenth(first);
  }

  private static List<Boolean> struck(String spec) {
    FaultPlay play = play(spec);
    List<Boolean> struck = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      struck.add(strikes(play, TRADE, i));
    }
    return struck;
  }

  @Test
  void shouldDropOtherFramesOnOtherConnections() {
    List<Boolean> first = dropped("drop=0.1,seed=3", 1);
    List<Boolean> second = dropped("drop=0.1,seed=3", 2);

    assertEquals(first, dropped("drop=0.1,seed=3", 1));
    assertFalse(first.equals(dropped("drop=0.1,seed=4", 1)));
    assertAboutATenth(first);
    assertAboutATenth(second);
    int both = 0;
    for (int i = 0; i < first.size(); i++) {
      both += first.get(i) && second.get(i) ? 1 : 0;
    }
    assertTrue(both > 50 && both < 160, "both=" + both);
  }

  private static List<Boolean> dropped(String spec, int connection) {
    FaultPlay play = play(spec);
    List<Boolean> dropped = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      dropped.add(play.strikes(TRADE, i).get(0).strikesOn(connection, i));
    }
    return dropped;
  }

  private static void assertAboutATenth(List<Boolean> struck) {
    long count = struck.stream().filter(it -> it).count();
    assertTrue(count > 800 && count < 1200, "count=" + count);
  }

  @Test
  void shouldStrikeOnlyTheConnectionOfItsPlace() {
    FaultPlay play = play("mute#2");

    assertTrue(play.strikes(TRADE, 0).get(0).strikesOn(2, 0));
    assertFalse(play.strikes(TRADE, 0).get(0).strikesOn(1, 0));
  }

  @Test
  void shouldSpreadEventsOverTheLength() {
    FaultPlay play = play("disconnect=3@5s+9s,half-open@6s/trade/BTCUSDT,shutdown-event=1s@4s");

    List<String> events = new ArrayList<>();
    Optional<FaultPlay.Event> next = play.takeEvent(Long.MAX_VALUE);
    while (next.isPresent()) {
      events.add(next.get().fault().kind().label() + " " + next.get().atNs() / SECOND);
      next = play.takeEvent(Long.MAX_VALUE);
    }

    assertEquals(
        List.of("shutdown-event 4", "disconnect 5", "half-open 6", "disconnect 8", "disconnect 11"),
        events);
  }

  @Test
  void shouldNotLetAnEventHappenBeforeItsTime() {
    FaultPlay play = play("disconnect@5s");

    assertTrue(play.takeEvent(5 * SECOND - 1).isEmpty());
    assertTrue(play.takeEvent(5 * SECOND).isPresent());
    assertTrue(play.takeEvent(6 * SECOND).isEmpty());
  }

  @Test
  void shouldCountARefusalFromTheBeginningByTheTimeOfListening() {
    FaultPlay fromTheBeginning = play("refuse@0s+2s");
    FaultPlay later = play("refuse@3s+2s");

    assertTrue(fromTheBeginning.isConnectRefused(-1, SECOND));
    assertFalse(fromTheBeginning.isConnectRefused(0, 2 * SECOND));
    assertFalse(later.isConnectRefused(-1, 4 * SECOND));
    assertTrue(later.isConnectRefused(3 * SECOND, 9 * SECOND));
    assertFalse(later.isSubscriptionRefused(TRADE, 3 * SECOND, 9 * SECOND));
  }

  @Test
  void shouldGiveAConnectionTheShortestLifetimeOfItsPlace() {
    FaultPlay play = play("lifetime=9s@0s+1m,lifetime=5s#2");

    assertEquals(Optional.of(Duration.ofSeconds(9)), play.lifetime(1, -1, SECOND));
    assertEquals(Optional.of(Duration.ofSeconds(5)), play.lifetime(2, -1, SECOND));
    assertEquals(Optional.empty(), play.lifetime(1, 60 * SECOND, 61 * SECOND));
  }

  private static boolean strikes(FaultPlay play, StreamId stream, long elapsedNs) {
    return !play.strikes(stream, elapsedNs).isEmpty();
  }

  private static FaultPlay play(String spec) {
    return new FaultPlay(FaultPlan.parse(spec));
  }
}
