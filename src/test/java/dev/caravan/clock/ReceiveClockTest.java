package dev.caravan.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReceiveClockTest {

  private static final long SECOND = 1_000_000_000L;

  private long wallNs = 1_795_000_000L * SECOND;
  private long monotonicNs = 77;
  private final ReceiveClock clock = new ReceiveClock(() -> wallNs, () -> monotonicNs);

  @Test
  void shouldFollowTheMonotonicClockWhenTheWallClockJumps() {
    long before = clock.epochNanos();

    wallNs -= 3600 * SECOND;
    monotonicNs += 5;

    assertEquals(before + 5, clock.epochNanos());
  }

  @Test
  void shouldAnchorAnewAfterTheDifferenceHasLasted() {
    wallNs += 10 * SECOND;
    assertTrue(clock.compare().isEmpty());
    advance(2);
    assertTrue(clock.compare().isEmpty());
    advance(1);

    OptionalLong corrected = clock.compare();

    assertEquals(OptionalLong.of(10 * SECOND), corrected);
    assertEquals(wallNs, clock.epochNanos());
    assertTrue(clock.compare().isEmpty());
  }

  @Test
  void shouldIgnoreAHiccup() {
    wallNs += 10 * SECOND;
    clock.compare();
    advance(2);
    wallNs -= 10 * SECOND;
    clock.compare();
    wallNs += 10 * SECOND;
    advance(2);

    assertTrue(clock.compare().isEmpty());
  }

  @Test
  void shouldTolerateFiveMilliseconds() {
    wallNs += 5_000_000;
    clock.compare();
    advance(60);

    assertTrue(clock.compare().isEmpty());
  }

  private void advance(long seconds) {
    wallNs += seconds * SECOND;
    monotonicNs += seconds * SECOND;
  }
}
