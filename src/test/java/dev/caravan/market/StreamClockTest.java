package dev.caravan.market;

import static dev.caravan.market.MarketEvents.NOW_NS;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time is judged against the stream's own clock. */
class StreamClockTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long DAY = Duration.ofDays(1).toNanos();

  private final StreamClock clock = new StreamClock();

  @Test
  void shouldNotCareHowWrongOurClockIs() {
    // Ours is a year behind, the venue's a little ahead: that is no fault of the stream.
    long ours = NOW_NS - 365 * DAY;
    for (int i = 0; i < 100; i++) {
      assertTrue(clock.isPossible(NOW_NS + i * SECOND, ours + i * SECOND));
    }
  }

  @Test
  void shouldRefuseAJumpAheadOfWhatPassed() {
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
    assertFalse(clock.isPossible(NOW_NS + 2 * MINUTE, NOW_NS + SECOND));
    assertTrue(clock.isPossible(NOW_NS + SECOND, NOW_NS + SECOND));
  }

  @Test
  void shouldAcceptWhatPassedInSilence() {
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
    assertTrue(clock.isPossible(NOW_NS + DAY, NOW_NS + DAY));
  }

  @Test
  void shouldAcceptOldBooksAndTimesThatGoBackALittle() {
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
    assertTrue(clock.isPossible(NOW_NS - 5 * MINUTE, NOW_NS + SECOND));
    assertTrue(clock.isPossible(NOW_NS + SECOND, NOW_NS + SECOND));
    assertFalse(clock.isPossible(NOW_NS - DAY, NOW_NS + SECOND));
  }

  @Test
  void shouldNotDriftBackWithOldTimes() {
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
    for (int i = 1; i <= 59; i++) {
      assertTrue(clock.isPossible(NOW_NS - i * MINUTE, NOW_NS));
    }
    assertFalse(clock.isPossible(NOW_NS - 61 * MINUTE, NOW_NS));
  }

  @Test
  void shouldBelieveANewClockOnceItAgreesWithItself() {
    assertTrue(clock.isPossible(NOW_NS + 10 * DAY, NOW_NS));
    for (int i = 1; i < StreamClock.AGREEING; i++) {
      assertFalse(clock.isPossible(NOW_NS + i * SECOND, NOW_NS + i * SECOND));
    }
    assertTrue(clock.isPossible(NOW_NS + 5 * SECOND, NOW_NS + 5 * SECOND));
    assertTrue(clock.isPossible(NOW_NS + 6 * SECOND, NOW_NS + 6 * SECOND));
  }

  @Test
  void shouldNotBelieveTimesThatDisagree() {
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
    for (int i = 1; i < 20; i++) {
      assertFalse(clock.isPossible(NOW_NS + i * DAY, NOW_NS + i * SECOND));
    }
    assertTrue(clock.isPossible(NOW_NS + 20 * SECOND, NOW_NS + 20 * SECOND));
  }

  @Test
  void shouldRefuseTimesOfNoYearWithoutLearningThem() {
    for (int i = 0; i < 20; i++) {
      assertFalse(clock.isPossible(1_000_000L, NOW_NS));
      assertFalse(clock.isPossible(Long.MAX_VALUE, NOW_NS));
    }
    assertTrue(clock.isPossible(Origin.NO_TIME, NOW_NS));
    assertTrue(clock.isPossible(NOW_NS, NOW_NS));
  }
}
