package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SwapPolicyTest {

  @Test
  void shouldSwapBetweenTenAndFifteenMinutesBeforeADayIsOver() {
    SwapPolicy policy = new SwapPolicy(Duration.ofHours(24), SwapPolicy.DEFAULT_SWAP_BEFORE);

    for (int seed = 0; seed < 100; seed++) {
      Duration age = policy.swapAtAge(new Random(seed));
      assertTrue(age.compareTo(Duration.ofMinutes(24 * 60 - 10)) <= 0, age::toString);
      assertTrue(age.compareTo(Duration.ofMinutes(24 * 60 - 15)) >= 0, age::toString);
    }
  }

  @Test
  void shouldLeaveAtMostAThirdOfAShortLifetime() {
    SwapPolicy policy = new SwapPolicy(Duration.ofSeconds(6), SwapPolicy.DEFAULT_SWAP_BEFORE);

    assertEquals(Duration.ofSeconds(2), policy.swapBefore());
    assertTrue(policy.swapAtAge(new Random(1)).compareTo(Duration.ofSeconds(3)) >= 0);
  }

  @Test
  void shouldRefuseALifetimeOfNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> new SwapPolicy(Duration.ZERO, Duration.ZERO));
  }
}
