package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotationPolicyTest {
  private final RotationPolicy hourly = new RotationPolicy(Duration.ofHours(1), 1_000);

  @Test
  void shouldEndASegmentAtTheFullHourUtc() {
    long startedAt = ns("2026-11-20T12:59:59.999Z");

    assertEquals(ns("2026-11-20T13:00:00Z"), hourly.boundaryAfter(startedAt));
    assertFalse(hourly.isDue(startedAt, 10, ns("2026-11-20T12:59:59.999Z")));
    assertTrue(hourly.isDue(startedAt, 10, ns("2026-11-20T13:00:00Z")));
  }

  @Test
  void shouldGiveASegmentBegunOnTheBoundaryAWholeHour() {
    assertEquals(ns("2026-11-20T14:00:00Z"), hourly.boundaryAfter(ns("2026-11-20T13:00:00Z")));
  }

  @Test
  void shouldKeepASegmentWhenTheWallClockGoesBack() {
    assertFalse(hourly.isDue(ns("2026-11-20T13:00:01Z"), 10, ns("2026-11-20T11:00:00Z")));
  }

  @Test
  void shouldEndASegmentAtItsSize() {
    long now = ns("2026-11-20T13:00:01Z");

    assertFalse(hourly.isDue(now, 999, now));
    assertTrue(hourly.isDue(now, 1_000, now));
  }

  @Test
  void shouldSayThatTheEndIsNearInTheLastMinuteAndTheLastQuarter() {
    long startedAt = ns("2026-11-20T12:10:00Z");

    assertFalse(hourly.isNear(startedAt, 750 - 1, ns("2026-11-20T12:58:59.999Z")));
    assertTrue(hourly.isNear(startedAt, 750, ns("2026-11-20T12:10:01Z")));
    assertTrue(hourly.isNear(startedAt, 0, ns("2026-11-20T12:59:00Z")));
    RotationPolicy often = new RotationPolicy(Duration.ofMillis(40), 1_000);
    assertFalse(often.isNear(0, 0, 29_999_999));
    assertTrue(often.isNear(0, 0, 30_000_000));
  }

  @Test
  void shouldRefuseWhatWouldNeverEnd() {
    assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ofHours(1), 0));
    assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ZERO, 1));
  }

  private static long ns(String time) {
    Instant instant = Instant.parse(time);
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
