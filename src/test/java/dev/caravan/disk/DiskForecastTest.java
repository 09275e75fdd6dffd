package dev.caravan.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DiskForecastTest {
  private static final long GB = 1_000_000_000L;

  private long nowNs = -17;
  private final DiskForecast forecast = new DiskForecast(() -> nowNs, 5 * GB);

  @Test
  void shouldSayNothingBeforeItCanKnow() {
    look(Duration.ZERO, 100 * GB);
    look(Duration.ofMinutes(9), 90 * GB);

    assertEquals(OptionalDouble.empty(), forecast.hoursToFull());
  }

  @Test
  void shouldSayWhenOnlyTheReserveIsLeft() {
    look(Duration.ZERO, 100 * GB);
    look(Duration.ofHours(2), 80 * GB);

    assertEquals(7.5, forecast.hoursToFull().getAsDouble(), 1e-9);
    assertEquals(10.0 * GB, forecast.bytesPerHour().getAsDouble(), 1);
  }

  @Test
  void shouldSayNothingWhereTheDiskDoesNotFill() {
    look(Duration.ZERO, 80 * GB);
    look(Duration.ofHours(2), 80 * GB);
    assertEquals(OptionalDouble.empty(), forecast.hoursToFull());

    look(Duration.ofHours(1), 90 * GB);
    assertEquals(OptionalDouble.empty(), forecast.hoursToFull());
  }

  @Test
  void shouldBeZeroAtTheReserve() {
    look(Duration.ZERO, 80 * GB);
    look(Duration.ofHours(1), 4 * GB);

    assertEquals(0, forecast.hoursToFull().getAsDouble());
  }

  @Test
  void shouldForgetHowItWasLongAgo() {
    look(Duration.ZERO, 1_000 * GB);
    for (int minute = 0; minute < 7 * 60; minute++) {
      look(Duration.ofMinutes(1), 100 * GB - minute * GB / 60);
    }

    assertEquals(1.0 * GB, forecast.bytesPerHour().getAsDouble(), 1e7);
  }

  @Test
  void shouldNotTakeTheSawtoothOfSealingForTheRate() {
    // Each hour writes 1 GB of plain text, of which 0.1 GB is left once it is sealed.
    for (int minute = 0; minute <= 5 * 60; minute++) {
      double hour = Math.floor(minute / 60.0);
      double plain = (minute % 60) / 60.0;
      look(Duration.ofMinutes(1), (long) ((100 - 0.1 * hour - plain) * GB));
      if (minute >= 4 * 60) {
        double hours = forecast.hoursToFull().getAsDouble();
        assertTrue(hours > 95 / 0.3, () -> "hours " + hours);
      }
    }
  }

  private void look(Duration later, long freeBytes) {
    nowNs += later.toNanos();
    forecast.look(freeBytes);
  }
}
