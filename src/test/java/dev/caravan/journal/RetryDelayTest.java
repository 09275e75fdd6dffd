package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RetryDelayTest {
  @Test
  void shouldDoubleUpToFiveSeconds() {
    assertEquals(10_000_000L, RetryDelay.nanosAfter(1));
    assertEquals(20_000_000L, RetryDelay.nanosAfter(2));
    assertEquals(2_560_000_000L, RetryDelay.nanosAfter(9));
    assertEquals(5_000_000_000L, RetryDelay.nanosAfter(10));
    assertEquals(5_000_000_000L, RetryDelay.nanosAfter(1_000_000));
  }
}
