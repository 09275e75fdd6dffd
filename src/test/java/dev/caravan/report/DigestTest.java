package dev.caravan.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Note;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.GapCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a day came to, on a clock that moves only when told. */
class DigestTest {

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-11-20T05:00:00Z");
  private FakeDaemon daemon = healthy();

  private static FakeDaemon healthy() {
    return new FakeDaemon()
        .withFeed(
            "binance-spot",
            FakeDaemon.stream("trade", "BTCUSDT", Phase.RECEIVING, 1_000),
            FakeDaemon.stream("trade", "ETHUSDT", Phase.RECEIVING, 1_000));
  }

  private DaemonStatus status() {
    return DaemonStatus.of(daemon, now);
  }

  private Digest digest() {
    return new Digest(
        this::status,
        new Tally(folder.resolve("tally.json")),
        Optional.of(LocalTime.of(8, 0)),
        ZoneId.of("Europe/Berlin"));
  }

  private void passMinutes(Digest digest, int minutes) {
    for (int i = 0; i < minutes; i++) {
      now = now.plusSeconds(60);
      digest.count();
    }
  }

  @Test
  void shouldComeOnceADayAtItsTimeInItsZone() {
    Digest digest = digest();
    assertNull(digest.due());
    passMinutes(digest, 119);
    assertNull(digest.due());
    passMinutes(digest, 1);

    Note first = digest.due();
    assertNotNull(first);
    assertEquals("digest/2026-11-20T07:00:00Z", first.name(), "eight in Berlin");
    assertEquals(first, digest.due(), "until it is told");
    digest.told();
    assertNull(digest.due());
    passMinutes(digest, 24 * 60);
    assertEquals("digest/2026-11-21T07:00:00Z", digest.due().name());
  }

  @Test
  void shouldSayWhatWasRecordedAndWhatWasNot() {
    Digest digest = digest();
    digest.count();
    passMinutes(digest, 60);
    daemon.gaps =
        List.of(
            new GapCount("binance-spot", "trade", "disconnect", 2, 100),
            new GapCount("binance-spot", "depth", "disk-full", 1, 20));
    daemon.feeds =
        List.of(
            FakeDaemon.feed(
                "binance-spot",
                List.of(
                    FakeDaemon.stream("trade", "BTCUSDT", Phase.RECEIVING, 5_000),
                    FakeDaemon.stream("trade", "ETHUSDT", Phase.STALE, 1_000))));
    passMinutes(digest, 30);
    daemon.feeds = healthy().feeds;
    passMinutes(digest, 30);

    String text = digest.due().text();

    assertEquals(
        "Digest: 87.500 % recorded, no incident is open",
        digest.due().title(), "30 of 240 minutes");
    assertTrue(text.contains("the last 2 h 0 min, since 2026-11-20T05:00:00Z"), text);
    assertTrue(text.contains("Streams: 2 wanted, 2 acknowledged, 2 receiving now"), text);
    assertTrue(text.contains("Completeness: 87.500 %"), text);
    assertTrue(text.contains("Gaps: 3 with 120 ids missing (disconnect 2, disk-full 1)"), text);
    assertTrue(text.contains("Written: 2.12 GB"), text);
    assertTrue(text.contains("412.3 GB of the disk are free"), text);
    assertTrue(text.contains("Starts of the process: 1"), text);
  }

  @Test
  void shouldFollowAfterADowntimeAndCountItAsNotRecorded() {
    Digest killed = digest();
    killed.count();
    passMinutes(killed, 60);
    now = Instant.parse("2026-11-20T09:00:00Z");

    Digest restarted = digest();
    Note note = restarted.due();

    assertNotNull(note, "the one of seven was missed");
    assertEquals("digest/2026-11-20T07:00:00Z", note.name());
    assertTrue(note.title().startsWith("Digest: 25.000 %"), note.title());
    assertTrue(note.text().contains("Starts of the process: 2"), note.text());
    assertTrue(note.text().contains("4,000 frames"), "both processes: " + note.text());
    restarted.told();
    assertNull(digest().due());
  }

  @Test
  void shouldCallNothingCompleteThatIsNot() {
    assertEquals("99.999", Digest.percent(99.9999));
    assertEquals("100.000", Digest.percent(100));
    daemon.journals = List.of(FakeDaemon.journal("raw/binance-spot", "disk full"));
    Digest digest = digest();
    digest.count();
    passMinutes(digest, 120);
    assertTrue(digest.due().title().startsWith("Digest: 0.000 %"), digest.due().title());
  }

  @Test
  void shouldCountAnewWhereTheFileCannotBeReadOrTheClockWasSetBack() throws IOException {
    Files.writeString(folder.resolve("tally.json"), "{\"since\":");
    Digest digest = digest();
    digest.count();
    passMinutes(digest, 10);
    now = now.minusSeconds(3_600);
    digest.count();
    passMinutes(digest, 170);

    assertTrue(digest.due().title().startsWith("Digest: 100.000 %"), digest.due().title());
  }

  @Test
  void shouldAnswerWhatAPersonAsks() {
    daemon.feeds =
        List.of(
            FakeDaemon.feed(
                "upbit",
                List.of(
                    FakeDaemon.stream("trade", "KRW-BTC", Phase.RECEIVING, 5_000),
                    FakeDaemon.stream("trade", "KRW-ETH", Phase.STALE, 1_000))));
    DaemonReport report = new DaemonReport(this::status);

    assertTrue(report.status().startsWith("1 of 2 streams are recorded"), report.status());
    assertTrue(report.streams().startsWith("1 of 2 wanted streams are receiving."));
    assertTrue(report.streams().contains("upbit trade/KRW-ETH: stale, silent for 0 s"));
    assertTrue(report.gaps().startsWith("No gap since the start"), report.gaps());
    daemon.gaps = List.of(new GapCount("upbit", "trade", "disconnect", 2, 100));
    assertTrue(report.gaps().contains("upbit trade disconnect: 2 (100 ids)"), report.gaps());
    assertTrue(report.disk().startsWith("412.3 GB of the disk are free"), report.disk());
  }
}
