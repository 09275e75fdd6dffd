package dev.caravan.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.Repairs.Down;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupPolicyTest {

  private static final long SECOND_NS = 1_000_000_000L;
  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId QUOTES = new StreamId("bookTicker", "BTCUSDT");
  private static final StreamId CANDLES = new StreamId("kline_1m", "BTCUSDT");

  private final BackupPolicy policy =
      new BackupPolicy(Duration.ofSeconds(30), Duration.ofSeconds(10));

  @Test
  void shouldWaitUntilAStreamWasDownForSoLong() {
    List<Down> down = List.of(down(TRADES, 100));

    assertEquals(Optional.empty(), next(down, 129));
    assertEquals(Optional.of(TRADES), next(down, 130));
  }

  @Test
  void shouldAskAgainAfterItsTime() {
    List<Down> down = List.of(down(TRADES, 100));
    policy.asked(TRADES, 130 * SECOND_NS);

    assertEquals(Optional.empty(), next(down, 139));
    assertEquals(Optional.of(TRADES), next(down, 140));
  }

  @Test
  void shouldTakeTurnsBeginningWithTheOneThatWaitedLongest() {
    List<Down> down = List.of(down(TRADES, 102), down(QUOTES, 100), down(CANDLES, 101));
    List<StreamId> asked = new ArrayList<>();

    for (long now = 140; now < 146; now++) {
      Optional<StreamId> stream = next(down, now);
      stream.ifPresent(asked::add);
      long at = now * SECOND_NS;
      stream.ifPresent(each -> policy.asked(each, at));
    }
    Optional<StreamId> again = next(down, 151);

    assertEquals(List.of(QUOTES, CANDLES, TRADES), asked);
    assertEquals(Optional.of(QUOTES), again);
  }

  @Test
  void shouldNotWaitWithWhatRestAloneGives() {
    Down openInterest =
        new Down(new StreamId("openInterest", "BTCUSDT"), 100 * SECOND_NS, -1, true);

    assertEquals(Optional.of(openInterest), policy.next(List.of(openInterest), 100 * SECOND_NS));
  }

  @Test
  void shouldForgetAStreamThatIsBack() {
    policy.asked(TRADES, 130 * SECOND_NS);

    policy.keepOnly(List.of(down(QUOTES, 100)));

    assertEquals(Optional.of(TRADES), next(List.of(down(TRADES, 101)), 131), "down once more");
  }

  @Test
  void shouldLeaveHalfOfTheBudgetToOthers() {
    assertTrue(BackupPolicy.mayCost(50, 1450, 3000));
    assertFalse(BackupPolicy.mayCost(50, 1451, 3000));
  }

  private Optional<StreamId> next(List<Down> down, long seconds) {
    return policy.next(down, seconds * SECOND_NS).map(Down::stream);
  }

  private static Down down(StreamId stream, long sinceSeconds) {
    return new Down(stream, sinceSeconds * SECOND_NS, 7, false);
  }
}
