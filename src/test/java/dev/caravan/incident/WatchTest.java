package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.incident.Watch.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

  private static final Trouble SILENT = new Trouble(Severity.CRITICAL, "silent", "look");

  private static final WatchRules RULES =
      new WatchRules(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          3,
          Duration.ofMinutes(10));

  @TempDir Path folder;

  private long nanos;
  private Optional<Trouble> latest = Optional.empty();

  private IncidentLog log() throws IOException {
    return IncidentLog.in(folder, () -> nanos);
  }

  private Watch watch(IncidentLog log) {
    return new Watch(log, () -> nanos, RULES, key -> latest);
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

  /** What {@code notify} was told after an hour of a check that is down every other while. */
  private List<String> hourOfFlapping(int secondsOfEach) throws IOException {
    List<String> told = new ArrayList<>();
    try (IncidentLog log = log()) {
      log.attach("notify", EnumSet.allOf(Kind.class));
      Watch watch = watch(log);
      for (int second = 0; second < 3_600 + 700; second += secondsOfEach) {
        if (second < 3_600 && second / secondsOfEach % 2 == 0) {
          watch.down("feed", SILENT);
        } else {
          watch.up("feed");
        }
        pass(watch, secondsOfEach);
      }
      while (log.next("notify").isPresent()) {
        Notice notice = log.next("notify").get();
        told.add(notice.word() + " " + notice.first().incident().times());
        log.delivered("notify", notice);
      }
    }
    return told;
  }

  @Test
  void shouldTellAnHourOfFlappingInAHandfulOfMessages() throws IOException {
    assertEquals(
        List.of("opened 1", "closed 1", "opened 1", "closed 1", "opened 60", "closed 60"),
        hourOfFlapping(30));
  }

  @Test
  void shouldTellAnHourOfBreaksTooShortToOpenInTwoMessages() throws IOException {
    assertEquals(List.of("opened 1800", "closed 1800"), hourOfFlapping(1));
  }

  @Test
  void shouldBeMorePatientWithAWarning() throws IOException {
    try (IncidentLog log = log()) {
      Watch watch = watch(log);

      watch.down("clock", new Trouble(Severity.WARNING, "off", "chrony"));
      pass(watch, 29.75);
      assertEquals(0, log.open().size());
      pass(watch, 0.25);
      assertEquals(1, log.open().size());
      watch.up("clock");
      pass(watch, 59.75);
      assertEquals(1, log.open().size());
      pass(watch, 0.25);
      assertEquals(0, log.open().size());
    }
  }

  @Test
  void shouldNotOpenWhatFollowsFromAnotherThatIsDown() throws IOException {
    Trouble following = new Trouble(Severity.CRITICAL, "silent", "look", 9, Set.of("feed"));
    try (IncidentLog log = log()) {
      Watch watch = watch(log);
      watch.down("feed", new Trouble(Severity.CRITICAL, "unreachable", "wait"));
      watch.down("silent", following);
      pass(watch, 60);
      assertEquals(List.of("feed"), log.open().stream().map(Incident::key).toList());

      watch.up("feed");
      pass(watch, 1.5);
      assertEquals(1, log.open().size(), "it has as long as any other from then on");
      pass(watch, 10);
      assertEquals(List.of("silent"), log.open().stream().map(Incident::key).toList());
    }
  }

  @Test
  void shouldTellAgainWhenAnOpenIncidentHasGrownALotAndNotSoonerThanTheCooldown()
      throws IOException {
    try (IncidentLog log = log()) {
      log.attach("notify", EnumSet.allOf(Kind.class));
      Watch watch = watch(log);
      watch.down("silent", streams(1));
      pass(watch, 5);
      log.delivered("notify", log.next("notify").orElseThrow());

      watch.down("silent", streams(5));
      pass(watch, 3_600);
      assertEquals(0, log.pending("notify"), "four more are no news");
      watch.down("silent", streams(200));
      pass(watch, 5);
      Notice grown = log.next("notify").orElseThrow();
      assertEquals("grown", grown.word());
      assertEquals("200 streams silent", grown.first().incident().sentence());
      log.delivered("notify", grown);

      watch.down("silent", streams(400));
      pass(watch, 590);
      assertEquals(0, log.pending("notify"));
      pass(watch, 10);
      assertEquals("grown", log.next("notify").orElseThrow().word());
      watch.up("silent");
      pass(watch, 6);
      assertEquals(1, log.pending("notify"), "that it is over is all that is left to tell");
      assertEquals("closed", log.next("notify").orElseThrow().word());
      assertEquals(1, log.recent(10).size());
    }
  }

  private static Trouble streams(long count) {
    return new Trouble(Severity.CRITICAL, count + " streams silent", "look", count, Set.of());
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
      earlier.open("still-down", Severity.CRITICAL, "s", "n");
      earlier.open("up-again", Severity.CRITICAL, "s", "n");
      earlier.open("gone", Severity.INFO, "s", "n");
      earlier.open("opened-in-code", Severity.INFO, "s", "n");
    }
    try (IncidentLog log = log()) {
      Watch watch = watch(log);
      watch.down("still-down", SILENT);
      watch.up("up-again");
      log.open("opened-in-code", Severity.INFO, "s", "n");

      pass(watch, 59);
      assertEquals(4, log.open().size(), "nobody knows yet");
      pass(watch, 2);
      assertEquals(
          List.of("still-down", "up-again", "opened-in-code"),
          log.open().stream().map(Incident::key).toList());
      pass(watch, 28);
      assertEquals(3, log.open().size());
      pass(watch, 2);
      assertEquals(
          List.of("still-down", "opened-in-code"), log.open().stream().map(Incident::key).toList());
      assertEquals(4, log.recent(10).size());
    }
  }
}
