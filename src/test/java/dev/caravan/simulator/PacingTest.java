package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacingTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000, 99_999, Integer.MAX_VALUE})
  void shouldMakeEachFrameDueNoEarlierThanItsTime(int rate) {
    Pacing pacing = new Pacing(rate);

    for (long index : new long[] {0, 1, 6, 7, rate - 1L, rate, 3L * rate + 1, 1L << 32}) {
      long dueNs = pacing.dueNs(index);
      assertTrue(pacing.dueBy(dueNs - 1) <= index, "index=" + index);
      assertTrue(pacing.dueBy(dueNs + 1) > index, "index=" + index);
    }
  }

  @Test
  void shouldSpreadFramesEvenlyOverASecond() {
    Pacing pacing = new Pacing(1000);

    assertEquals(0, pacing.dueNs(0));
    assertEquals(1_000_000, pacing.dueNs(1));
    assertEquals(0, pacing.dueBy(-1));
    assertEquals(1, pacing.dueBy(0));
    assertEquals(501, pacing.dueBy(500_000_000));
    assertEquals(60_001, pacing.dueBy(60_000_000_000L));
  }
}
