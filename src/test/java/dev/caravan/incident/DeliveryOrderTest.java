package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quiet hours, mutes, and what may have been told before a crash. */
class DeliveryOrderTest {

  private static final Optional<QuietHours> NIGHT =
      QuietHours.parse("23:00-07:00", ZoneId.of("UTC"));

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  private IncidentLog log() throws IOException {
    IncidentLog log =
        IncidentLog.in(folder, () -> now.getEpochSecond() * 1_000_000_000L + now.getNano());
    log.attach("notify", EnumSet.allOf(Kind.class));
    return log;
  }

  private void at(String time) {
    now = Instant.parse("2026-11-" + time + ":00Z");
  }

  private static List<String> told(IncidentLog log) {
    List<String> told = new ArrayList<>();
    while (log.next("notify", NIGHT).isPresent()) {
      Notice notice = log.next("notify", NIGHT).get();
      List<String> keys =
          notice.events().stream()
              .map(event -> event.kind() + " " + event.incident().key())
              .toList();
      told.add(notice.word() + keys);
      log.delivered("notify", notice);
    }
    return told;
  }

  @Test
  void shouldTellOnlyWhatIsCriticalAtNightAndTheRestTogetherInTheMorning() throws IOException {
    try (IncidentLog log = log()) {
      at("20T23:30");
      log.open("clock", Severity.WARNING, "clock off", "chrony");
      log.open("feed", Severity.CRITICAL, "feed down", "look");
      log.close("feed");
      log.note(new Note("digest", "yesterday", "all well"));
      assertFalse(log.note(new Note("digest", "yesterday", "all well")), "once");
      log.open("archive", Severity.INFO, "late", "wait");

      assertEquals(List.of("opened[OPENED feed]", "closed[CLOSED feed]"), told(log));
      at("21T06:59");
      log.close("clock");
      assertEquals(List.of(), told(log));

      at("21T07:00");
      assertEquals(
          List.of(
              "opened[OPENED clock]",
              "note[NOTE note/digest]",
              "collected[OPENED archive, CLOSED clock]"),
          told(log));
    }
  }

  @Test
  void shouldTellNothingWhileMutedAndAllOfItTogetherAfterwardsAlsoAfterARestart()
      throws IOException {
    try (IncidentLog log = log()) {
      log.mute(Duration.ofHours(2));
      log.open("feed", Severity.CRITICAL, "feed down", "look");
      assertEquals(List.of(), told(log));
    }
    now = now.plus(Duration.ofHours(1));
    try (IncidentLog log = log()) {
      assertTrue(log.mutedUntil().isPresent());
      log.open("disk", Severity.CRITICAL, "full", "free");
      assertEquals(List.of(), told(log));

      now = now.plusSeconds(1);
      log.mute(Duration.ZERO);

      assertEquals(Optional.empty(), log.mutedUntil());
      assertEquals(List.of("collected[OPENED feed, OPENED disk]"), told(log));
      log.close("feed");
      log.close("disk");
      assertEquals(List.of("closed[CLOSED feed]", "closed[CLOSED disk]"), told(log));
    }
  }

  @Test
  void shouldPutNoMoreIntoOneNoticeThanOneMessageHolds() throws IOException {
    try (IncidentLog log = log()) {
      at("20T23:30");
      for (int i = 0; i < 45; i++) {
        log.open("k" + i, Severity.WARNING, "x".repeat(200), "n");
      }
      at("21T08:00");

      List<Integer> sizes = new ArrayList<>();
      while (log.next("notify", NIGHT).isPresent()) {
        Notice notice = log.next("notify", NIGHT).get();
        sizes.add(notice.events().size());
        assertTrue(IncidentText.of(notice).toString().length() < 4_500);
        log.delivered("notify", notice);
      }
      assertEquals(List.of(20, 20, 5), sizes);
    }
  }

  @Test
  void shouldMarkWhatMayHaveBeenToldBeforeACrashAndNothingElse() throws IOException {
    IncidentLog crashed = log();
    crashed.open("lost", Severity.CRITICAL, "down", "look");
    crashed.attempting("notify", crashed.next("notify").orElseThrow());
    crashed.open("not-tried", Severity.CRITICAL, "down", "look");

    try (IncidentLog log = log()) {
      Notice first = log.next("notify").orElseThrow();
      assertTrue(first.isRepeated());
      log.notTold("notify", first);
      assertFalse(log.next("notify").orElseThrow().isRepeated(), "it was refused for certain");
      log.attempting("notify", first);
      log.delivered("notify", first);
      assertFalse(log.next("notify").orElseThrow().isRepeated());
    }
  }

  @Test
  void shouldCountWhatEachConsumerWasTold() throws IOException {
    try (IncidentLog log = log()) {
      log.open("a", Severity.CRITICAL, "down", "look");
      log.open("b", Severity.CRITICAL, "down", "look");
      log.dropped("notify", log.next("notify").orElseThrow(), "status=400");

      log.failing("notify", "no connection");
      now = now.plusSeconds(60);
      log.failing("notify", "still none");

      assertEquals(
          List.of(new DeliveryStatus("notify", 1, 0, 1, Duration.ofSeconds(60), "still none")),
          log.deliveries());
      log.delivered("notify", log.next("notify").orElseThrow());
      assertEquals(
          List.of(new DeliveryStatus("notify", 0, 1, 1, Duration.ZERO, "")), log.deliveries());
      log.detach("notify");
      assertEquals(List.of(), log.deliveries());
    }
  }

  @Test
  void shouldSayWhatQuietHoursAre() {
    assertTrue(NIGHT.orElseThrow().contains(Instant.parse("2026-11-20T23:00:00Z")));
    assertTrue(NIGHT.orElseThrow().contains(Instant.parse("2026-11-20T00:00:00Z")));
    assertFalse(NIGHT.orElseThrow().contains(Instant.parse("2026-11-20T07:00:00Z")));
    QuietHours noon = QuietHours.parse("12:00-13:00", ZoneId.of("Asia/Seoul")).orElseThrow();
    assertTrue(noon.contains(Instant.parse("2026-11-20T03:30:00Z")));
    assertFalse(noon.contains(Instant.parse("2026-11-20T12:30:00Z")));
    assertEquals(Optional.empty(), QuietHours.parse("none", ZoneId.of("UTC")));
    for (String wrong : List.of("23-7", "23:00", "07:00-07:00", "25:00-07:00")) {
      assertThrows(
          IllegalArgumentException.class, () -> QuietHours.parse(wrong, ZoneId.of("UTC")), wrong);
    }
  }
}
