package dev.caravan.venue.binance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SimulatedIncomingLimitTest {

  private static final long MS = 1_000_000;

  @Test
  void shouldTakeAsManyAsTheLimitInAnySecond() {
    SimulatedIncomingLimit limit = new SimulatedIncomingLimit(5, 5);
    for (int i = 0; i < 5; i++) {
      assertTrue(limit.admit(-7 * MS));
    }

    assertFalse(limit.admit(992 * MS));
  }

  @Test
  void shouldEndWhoGoesOnFasterThanTheVenueStands() {
    assertEquals(1_000, admitted(500));
    assertEquals(1_000, admitted(334));
    int untilClosed = admitted(250);
    assertTrue(untilClosed > 10 && untilClosed < 30, "untilClosed=" + untilClosed);
  }

  /** How many of a thousand messages, one every so many milliseconds, are taken. */
  private static int admitted(long everyMs) {
    SimulatedIncomingLimit limit = new SimulatedIncomingLimit(5, 3);
    int admitted = 0;
    while (admitted < 1_000 && limit.admit(admitted * everyMs * MS)) {
      admitted++;
    }
    return admitted;
  }
}
