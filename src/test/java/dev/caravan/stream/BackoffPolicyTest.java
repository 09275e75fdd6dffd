package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffPolicyTest {

  @Test
  void shouldDoubleUpToTheLongestDelay() {
    BackoffPolicy noJitter = policy(0.0);

    assertEquals(Duration.ofMillis(500), noJitter.delayAfter(1));
    assertEquals(Duration.ofMillis(1000), noJitter.delayAfter(2));
    assertEquals(Duration.ofSeconds(60), noJitter.delayAfter(20));
  }

  @Test
  void shouldTakeAtMostHalfAwayAsJitter() {
    assertEquals(Duration.ofMillis(250), policy(1.0).delayAfter(1));
  }

  @Property
  void shouldNeverStopTrying(@ForAll @IntRange(min = 1) int failures, @ForAll long seed) {
    Duration delay =
        new BackoffPolicy(Duration.ofMillis(500), Duration.ofSeconds(60), new Random(seed))
            .delayAfter(failures);

    assertTrue(delay.toMillis() >= 250 && delay.toMillis() <= 60_000, delay::toString);
  }

  private static BackoffPolicy policy(double random) {
    return new BackoffPolicy(
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        new Random() {
          @Override
          public double nextDouble() {
            return random;
          }
        });
  }
}
