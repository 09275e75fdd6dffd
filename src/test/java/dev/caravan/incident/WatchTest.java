package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.Watch.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

  private static final Trouble SILENT = new Trouble(Severity.CRITICAL, "silent", "look");

  @TempDir Path folder;

  private long nanos;
  private Optional<Trouble> latest = Optional.empty();

  private IncidentLog log() throws IOException {
    return IncidentLog.in(folder, () -> nanos);
  }

  private Watch watch(IncidentLog log) {
    return new Watch(log, () -> nanos, Duration.ofSeconds(2), Duration.ofSeconds(5), key -> latest);
  }

  private void pass(Watch watch, double seconds) {
    long end = nanos + (long) (seconds * 1e9);
    while (nanos < end) {
      nanos = Math.min(end, nanos + 250_000_000L);
      watch.tick();
    }
  }

  @Test
  void shouldOpenAfterTwoSecondsAndCloseAfterFive() throws IOException {
    try (IncidentLog log = log()) {
      Watch watch = watch(log);

      watch.down("feed", SILENT);
      pass(watch, 1.75);
      assertEquals(0, log.open().size());
      pass(watch, 0.25);
      assertEquals("silent", log.open().get(0).sentence());

      watch.up("feed");
      pass(watch, 4.75);
      assertEquals(1, log.open().size());
      pass(watch, 0.25);
      assertEquals(0, log.open().size());
      assertEquals(1, log.recent(10).size());
    }
  }

  @Test
  void shouldOpenNothingForAnHourOfFlapping() throws IOException {
    try (IncidentLog log = log()) {
      Watch watch = watch(log);
      for (int i = 0; i < 3_600; i++) {
        if (i % 2 == 0) {
          watch.down("feed", SILENT);
        } else {
          watch.up("feed");
        }
        pass(watch, 1);
      }

      assertEquals(List.of(), log.recent(10));
    }
  }

  @Test
  void shouldOpenWithWhatIsWrongNowRatherThanAtFirst() throws IOException {
    try (IncidentLog log = log()) {
      Watch watch = watch(log);
      watch.down("feed", SILENT);
      latest = Optional.of(new Trouble(Severity.CRITICAL, "200 streams silent", "look"));

      pass(watch, 2);

      assertEquals("200 streams silent", log.open().get(0).sentence());
    }
  }

  @Test
  void shouldTakeOverWhatAnEarlierRunLeftOpen() throws IOException {
    try (IncidentLog earlier = log()) {
      earlier.open("still-down", Severity.INFO, "s", "n");
      earlier.open("up-again", Severity.INFO, "s", "n");
      earlier.open("gone", Severity.INFO, "s", "n");
      earlier.open("opened-in-code", Severity.INFO, "s", "n");
    }
    try (IncidentLog log = log()) {
      Watch watch = watch(log);
      watch.down("still-down", SILENT);
      watch.up("up-again");
      log.open("opened-in-code", Severity.INFO, "s", "n");

      pass(watch, 10);
      assertEquals(
          List.of("still-down", "gone", "opened-in-code"),
          log.open().stream().map(Incident::key).toList());
      pass(watch, 51);
      assertEquals(
          List.of("still-down", "opened-in-code"), log.open().stream().map(Incident::key).toList());
      assertEquals(4, log.recent(10).size());
    }
  }
}
