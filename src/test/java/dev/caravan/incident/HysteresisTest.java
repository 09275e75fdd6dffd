package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Hysteresis.Decision;
import dev.caravan.incident.Hysteresis.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HysteresisTest {

  private static final long SECOND = 1_000_000_000L;

  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 3, Duration.ofSeconds(60));

  private final Hysteresis check = new Hysteresis(LIMITS, false, 0);

  @Test
  void shouldOpenOnceAfterBeingDownLongEnough() {
    check.report(false, SECOND);

    assertEquals(Decision.NOTHING, check.decide(3 * SECOND - 1));
    assertEquals(Decision.OPEN, check.decide(3 * SECOND));
    assertEquals(Decision.NOTHING, check.decide(100 * SECOND));
  }

  @Test
  void shouldCloseOnceAfterBeingUpLongEnough() {
    check.report(false, 0);
    check.decide(2 * SECOND);
    check.report(true, 10 * SECOND);

    assertEquals(Decision.NOTHING, check.decide(15 * SECOND - 1));
    assertEquals(Decision.CLOSE, check.decide(15 * SECOND));
    assertEquals(Decision.NOTHING, check.decide(100 * SECOND));
    assertTrue(check.isCalm());
  }

  @Test
  void shouldSayNothingAboutAFewBreaksShorterThanItsTimes() {
    for (int second = 0; second < 3600; second++) {
      check.report(second % 15 != 0, second * SECOND);
      assertEquals(Decision.NOTHING, check.decide(second * SECOND + SECOND / 2));
    }
  }

  @Test
  void shouldOpenOnceForManyBreaksThatAreEachTooShort() {
    int opened = 0;
    for (int second = 0; second < 3600; second++) {
      check.report(second % 2 == 0, second * SECOND);
      Decision decision = check.decide(second * SECOND + SECOND / 2);
      opened += decision == Decision.OPEN ? 1 : 0;
      assertTrue(decision != Decision.CLOSE);
    }
    assertEquals(1, opened);
    check.report(true, 3600 * SECOND);
    assertEquals(Decision.NOTHING, check.decide(3650 * SECOND));
    assertEquals(Decision.CLOSE, check.decide(3660 * SECOND));
    assertEquals(1_800, check.times());
  }

  @Test
  void shouldStayOpenFromTheThirdTimeOnUntilItWasCalmForLong() {
    long now = 0;
    StringBuilder decisions = new StringBuilder();
    for (int time = 0; time < 20; time++) {
      check.report(false, now);
      decisions.append(letter(check.decide(now + 3 * SECOND)));
      check.report(true, now + 4 * SECOND);
      decisions.append(letter(check.decide(now + 10 * SECOND)));
      now += 15 * SECOND;
    }

    assertEquals("OCOCO" + "-".repeat(35), decisions.toString());
    assertEquals(Decision.CLOSE, check.decide(now + 60 * SECOND));
    assertEquals(20, check.times());
  }

  private static String letter(Decision decision) {
    return decision == Decision.NOTHING ? "-" : decision.name().substring(0, 1);
  }

  @Test
  void shouldCountFromWhenAnotherCauseIsGone() {
    check.report(false, 0);
    check.excuse(10 * SECOND);

    assertEquals(Decision.NOTHING, check.decide(11 * SECOND));
    assertEquals(Decision.OPEN, check.decide(12 * SECOND));
  }

  @Test
  void shouldNotCloseWhileFlapping() {
    check.report(false, 0);
    check.decide(2 * SECOND);
    for (int second = 3; second < 3600; second++) {
      check.report(second % 4 != 0, second * SECOND);
      assertEquals(Decision.NOTHING, check.decide(second * SECOND + SECOND / 2));
    }
    assertFalse(check.isCalm());
  }

  @Test
  void shouldCloseWhatWasOpenBeforeARestart() {
    Hysteresis restarted = new Hysteresis(LIMITS, true, 0);

    restarted.report(true, SECOND);

    assertEquals(Decision.NOTHING, restarted.decide(5 * SECOND));
    assertEquals(Decision.CLOSE, restarted.decide(6 * SECOND));
  }

  @Test
  void shouldNotOpenAgainWhatWasOpenBeforeARestart() {
    Hysteresis restarted = new Hysteresis(LIMITS, true, 0);

    restarted.report(false, SECOND);

    assertEquals(Decision.NOTHING, restarted.decide(60 * SECOND));
  }
}
