package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalenessPolicyTest {

  private final Rhythm rhythm = new Rhythm();

  @Test
  void shouldWaitAMinuteUntilTheRhythmIsKnown() {
    addGaps(19, Duration.ofMillis(100));

    assertEquals(Duration.ofSeconds(60), StalenessPolicy.auto().allowedSilence(rhythm));
  }

  @Test
  void shouldAllowEightTimesTheNinetiethPercentile() {
    addGaps(27, Duration.ofSeconds(1));
    addGaps(3, Duration.ofSeconds(100));

    assertEquals(Duration.ofSeconds(8), StalenessPolicy.auto().allowedSilence(rhythm));
  }

  @Test
  void shouldStayBetweenFiveSecondsAndAQuarterOfAnHour() {
    addGaps(30, Duration.ofMillis(1));
    assertEquals(Duration.ofSeconds(5), StalenessPolicy.auto().allowedSilence(rhythm));

    addGaps(64, Duration.ofHours(1));
    assertEquals(Duration.ofMinutes(15), StalenessPolicy.auto().allowedSilence(rhythm));
  }

  @Test
  void shouldFollowTheRhythmFromGapToGap() {
    addGaps(64, Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(8), StalenessPolicy.auto().allowedSilence(rhythm));

    addGaps(10, Duration.ofSeconds(2));
    assertEquals(Duration.ofSeconds(16), StalenessPolicy.auto().allowedSilence(rhythm));

    addGaps(64, Duration.ofMillis(100));
    assertEquals(Duration.ofSeconds(5), StalenessPolicy.auto().allowedSilence(rhythm));
  }

  @Test
  void shouldKeepAFixedTimeWhateverTheRhythm() {
    addGaps(64, Duration.ofHours(1));

    Duration fixed = Duration.ofSeconds(2);
    assertEquals(fixed, StalenessPolicy.after(fixed).allowedSilence(rhythm));
  }

  @Test
  void shouldAskAnewEverMoreRarely() {
    StalenessPolicy policy = StalenessPolicy.auto();

    assertEquals(Duration.ofSeconds(30), policy.askAgainAfter(0));
    assertEquals(Duration.ofSeconds(60), policy.askAgainAfter(1));
    assertEquals(Duration.ofMinutes(16), policy.askAgainAfter(5));
    assertEquals(Duration.ofMinutes(16), policy.askAgainAfter(1_000_000));
    assertEquals(
        Duration.ofSeconds(4), policy.withFirstAskAgain(Duration.ofSeconds(2)).askAgainAfter(1));
  }

  private void addGaps(int count, Duration gap) {
    for (int i = 0; i < count; i++) {
      rhythm.add(gap.toNanos());
    }
  }
}
