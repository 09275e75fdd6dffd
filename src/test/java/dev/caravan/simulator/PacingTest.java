package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacingTest {

  @Test
  void shouldSpreadFramesEvenlyOverASecond() {
    Pacing pacing = new EvenPacing(1000);

    assertEquals(0, pacing.dueNs(0, 0));
    assertEquals(1_000_000, pacing.dueNs(1, 0));
    assertEquals(500_000_000, pacing.dueNs(500, 0));
    assertEquals(60_000_000_000L, pacing.dueNs(60_000, 0));
    assertEquals((1L << 32) * 1_000_000, pacing.dueNs(1L << 32, 0));
    assertFalse(pacing.waitsForClients());
  }

  @Test
  void shouldKeepTheDistancesOfARecordingAtAnySpeed() {
    for (double speed : new double[] {0.5, 1, 10}) {
      ArrayDeque<Long> times = new ArrayDeque<>(List.of(5_000L, 5_000L, 9_000L, 8_000L));
      Pacing pacing = new RecordedPacing(times::remove, speed);

      assertEquals(0, pacing.dueNs(0, 77));
      assertEquals(0, pacing.dueNs(1, 77));
      assertEquals((long) (4_000 / speed), pacing.dueNs(2, 77));
      assertEquals((long) (3_000 / speed), pacing.dueNs(3, 77));
      assertTrue(pacing.waitsForClients());
    }
  }

  @Test
  void shouldNotPaceWhatHasNoTimeOrIsNotToBePaced() {
    assertEquals(77, new RecordedPacing(() -> Tape.UNTIMED, 1).dueNs(0, 77));
    assertEquals(77, new RecordedPacing(() -> 1_000_000, Double.POSITIVE_INFINITY).dueNs(9, 77));
  }
}
