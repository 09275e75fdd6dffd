package dev.caravan.verify;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.recording.TestArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording says the same of itself wherever its days are. */
class ArchiveVerifyTest {

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 20);
  private static final LocalDate SECOND_DAY = FIRST_DAY.plusDays(1);
  private static final long HOUR_NS = 3_600_000_000_000L;

  @TempDir Path data;

  private TestArchive archive;
  private Verification before;

  /** Gaps with and without records, within a day, over midnight and over a restart. */
  @BeforeEach
  void recordTwoDays() throws IOException {
    TestJournal journal = new TestJournal(data);
    archive = new TestArchive(journal.folder());
    journal.begin().started().trades(1, 2).depths(7).tickers(2).trades(4).seal();
    journal.begin().trades(5).started().trades(7).gap(TRADE, 8, 9, "venue").trades(10).seal();
    journal.begin().connection("test-venue-2").trades(12, 11, 14).depths(9, 8).seal();
    journal.begin().trades(15).later(13 * HOUR_NS).trades(17).seal();
    journal.begin().later(13 * HOUR_NS).trades(18, 20).seal();
    journal.begin().later(36 * HOUR_NS).trades(21).raw("{\"torn").write();
    before = verify();
    assertEquals(List.of(), before.damage());
    assertEquals(6, before.gaps().size());
  }

  @Test
  void shouldSayTheSameWhileAndAfterDaysMoveIntoTheArchive() throws IOException {
    archive.consolidate(FIRST_DAY);
    assertEquals(before, verify());

    for (int purged = 1; purged <= 3; purged++) {
      archive.purge(purged, FIRST_DAY);
      assertEquals(before, verify(), purged + " segments purged");
    }
    archive.consolidate(SECOND_DAY);
    archive.purge(4, FIRST_DAY, SECOND_DAY);
    assertEquals(before, verify());
  }

  @Test
  void shouldSayTheSameOfStreamsWhereNothingButTheArchiveIsHandedOver() throws IOException {
    List<Path> open;
    try (Stream<Path> files = Files.list(data.resolve("journal/raw/test-venue"))) {
      open = files.filter(file -> file.toString().endsWith(".jsonl")).toList();
    }
    for (Path file : open) {
      Files.delete(file);
    }
    Verification expected = verify();
    archive.consolidate(FIRST_DAY);
    archive.consolidate(SECOND_DAY);

    Files.move(data.resolve("journal"), data.resolve("elsewhere"));

    Verification found = verify();
    assertEquals(List.of(), found.damage());
    assertEquals(expected.streams(), found.streams());
    assertEquals(expected.gaps(), found.gaps());
    assertEquals(expected.records(), found.records());
    Path trades = archive.records(TRADE, SECOND_DAY);
    Files.delete(trades);
    assertEquals(data.relativize(trades).toString(), verify().damage().get(0).file());
  }

  @Test
  void shouldMissNothingWhereAClockWasSetOverMidnight() throws IOException {
    Path other = data.resolve("other");
    TestJournal journal = new TestJournal(other);
    journal.begin().trades(1).later(16 * HOUR_NS).trades(2).later(-16 * HOUR_NS).trades(3);
    journal.later(16 * HOUR_NS).trades(4).seal();
    TestArchive archived = new TestArchive(journal.folder());
    archived.consolidate(FIRST_DAY);
    archived.consolidate(SECOND_DAY);
    archived.purge(1, FIRST_DAY, SECOND_DAY);

    Verification found = new Verifier(TestMapping::of).verify(other);

    assertEquals(List.of(), found.damage());
    assertEquals(List.of(), found.gaps());
    assertEquals(4, found.frames());
  }

  @Test
  void shouldFindEveryFlippedBitOfAnArchivedFile() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(2, FIRST_DAY);
    for (Path file :
        List.of(archive.records(TRADE, FIRST_DAY), archive.records(DEPTH, FIRST_DAY))) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i += 3) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) (1 << i % 8);
        Files.write(file, flipped);
        int at = i;
        assertEquals(Verification.Result.DAMAGED, verify().result(), () -> file + " at " + at);
      }
      Files.write(file, bytes);
    }
    assertEquals(before, verify());
  }

  @Test
  void shouldFindWhatIsMissingOrChangedInTheArchive() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);
    Path day = archive.layout().dayManifest("test-venue", FIRST_DAY);
    Path trades = archive.records(TRADE, FIRST_DAY);
    Path manifest = archive.layout().manifest(new ArchivedStream("test-venue", TRADE, FIRST_DAY));

    assertDamage(manifest, "\"events\": 1", "\"events\": 2", "stream events=2");
    assertDamage(manifest, "\"firstId\": 1", "\"firstId\": 2", "stream firstId=2");
    assertDamage(manifest, "\"venue\": \"test-venue\"", "\"venue\": \"other\"", "another file");
    assertDamage(day, "\"number\": 2", "\"number\": 3", "segment 3 is another one");
    assertDamage(day, "\"number\": 2", "\"number\": 77", "segment 77 has no manifest");
    assertDamage(day, "\"dropped\": 0", "\"dropped\": 1", "1 were dropped");
    for (Path gone : List.of(manifest, trades, day)) {
      byte[] bytes = Files.readAllBytes(gone);
      Files.delete(gone);
      List<Damage> damage = verify().damage();
      assertEquals(data.relativize(gone).toString(), damage.get(0).file());
      assertTrue(damage.get(0).reason().contains("missing"), damage.toString());
      Files.write(gone, bytes);
    }
  }

  @Test
  void shouldTakeForGoneWhatRetentionRemoved() throws IOException {
    archive.consolidate(FIRST_DAY);
    archive.purge(1, FIRST_DAY);
    archive.purge(2, FIRST_DAY);
    archive.purge(3, FIRST_DAY);
    Path day = archive.layout().dayManifest("test-venue", FIRST_DAY);
    Manifest.Purged gone = new Manifest.Purged("2026-12-21T00:20:00Z", List.of());
    Files.write(day, ManifestFormat.purged(day, DayManifest.FORMAT_VERSION, gone));

    Verification after = verify();

    assertEquals(List.of(), after.damage());
    assertEquals(
        List.of(16L, 19L),
        after.gaps().stream()
            .filter(gap -> gap.channel().equals("trade"))
            .map(StreamGap::first)
            .toList());
    assertFalse(after.gaps().isEmpty());
  }

  private void assertDamage(Path file, String from, String to, String said) throws IOException {
    String json = Files.readString(file);
    assertTrue(json.contains(from), json);
    Files.writeString(
        file, json.replaceFirst(java.util.regex.Pattern.quote(from), to), StandardCharsets.UTF_8);
    List<Damage> damage = verify().damage();
    assertTrue(
        damage.stream().anyMatch(place -> place.reason().contains(said)), () -> said + damage);
    Files.writeString(file, json);
  }

  private Verification verify() throws IOException {
    return new Verifier(TestMapping::of).verify(data);
  }
}
