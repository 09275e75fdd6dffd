package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Hysteresis.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HysteresisTest {

  private static final long SECOND = 1_000_000_000L;

  private final Hysteresis check =
      new Hysteresis(Duration.ofSeconds(2), Duration.ofSeconds(5), false, 0);

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
  void shouldSayNothingAboutFlappingFasterThanItsTimes() {
    for (int second = 0; second < 3600; second++) {
      check.report(second % 2 == 0, second * SECOND);
      assertEquals(Decision.NOTHING, check.decide(second * SECOND + SECOND / 2));
    }
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
    Hysteresis restarted = new Hysteresis(Duration.ofSeconds(2), Duration.ofSeconds(5), true, 0);

    restarted.report(true, SECOND);

    assertEquals(Decision.NOTHING, restarted.decide(5 * SECOND));
    assertEquals(Decision.CLOSE, restarted.decide(6 * SECOND));
  }

  @Test
  void shouldNotOpenAgainWhatWasOpenBeforeARestart() {
    Hysteresis restarted = new Hysteresis(Duration.ofSeconds(2), Duration.ofSeconds(5), true, 0);

    restarted.report(false, SECOND);

    assertEquals(Decision.NOTHING, restarted.decide(60 * SECOND));
  }
}
