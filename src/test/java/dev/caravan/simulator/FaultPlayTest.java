package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultPlayTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId OTHER_TRADE = new StreamId("trade", "ETHUSDT");
  private static final StreamId DEPTH = new StreamId("depth20@100ms", "BTCUSDT");
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldMuteOnlyInItsWindowAndStream() {
    FaultPlay play = play("mute@5s+2s/trade/BTCUSDT");

    assertFalse(play.isWithheld(TRADE, 5 * SECOND - 1));
    assertTrue(play.isWithheld(TRADE, 5 * SECOND));
    assertTrue(play.isWithheld(TRADE, 7 * SECOND - 1));
    assertFalse(play.isWithheld(TRADE, 7 * SECOND));
    assertFalse(play.isWithheld(OTHER_TRADE, 6 * SECOND));
  }

  @Test
  void shouldTakeAChannelForAllItsSymbols() {
    FaultPlay play = play("mute/trade");

    assertTrue(play.isWithheld(TRADE, 0));
    assertTrue(play.isWithheld(OTHER_TRADE, 0));
    assertFalse(play.isWithheld(DEPTH, 0));
  }

  @Test
  void shouldWithholdTheStatedShareTheSameWayForTheSameSeed() {
    List<Boolean> first = gaps("gap=0.1,seed=3");

    assertEquals(first, gaps("gap=0.1,seed=3"));
    assertFalse(first.equals(gaps("gap=0.1,seed=4")));
    long withheld = first.stream().filter(gap -> gap).count();
    assertTrue(withheld > 800 && withheld < 1200, "withheld=" + withheld);
  }

  private static List<Boolean> gaps(String spec) {
    FaultPlay play = play(spec);
    List<Boolean> gaps = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      gaps.add(play.isWithheld(TRADE, i));
    }
    return gaps;
  }

  @Test
  void shouldSpreadDisconnectionsOverTheLength() {
    FaultPlay play = play("disconnect=3@5s+9s,disconnect@6s/trade/BTCUSDT");

    List<Long> times = new ArrayList<>();
    Optional<FaultPlay.Disconnection> next = play.takeDisconnection(Long.MAX_VALUE);
    while (next.isPresent()) {
      times.add(next.get().atNs() / SECOND);
      next = play.takeDisconnection(Long.MAX_VALUE);
    }

    assertEquals(List.of(5L, 6L, 8L, 11L), times);
  }

  @Test
  void shouldNotDisconnectBeforeItsTime() {
    FaultPlay play = play("disconnect@5s");

    assertTrue(play.takeDisconnection(5 * SECOND - 1).isEmpty());
    assertTrue(play.takeDisconnection(5 * SECOND).isPresent());
    assertTrue(play.takeDisconnection(6 * SECOND).isEmpty());
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

  private static FaultPlay play(String spec) {
    return new FaultPlay(FaultPlan.parse(spec));
  }
}
