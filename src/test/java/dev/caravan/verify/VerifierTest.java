package dev.caravan.verify;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TICKER;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.NoDataFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

  private static final String SEALED_1 =
      "journal/raw/test-venue/000001-2026-11-20T09-00-00.000Z.jsonl.zst";
  private static final String MANIFEST_1 =
      "journal/raw/test-venue/000001-2026-11-20T09-00-00.000Z.manifest.json";
  private static final String PLAIN_2 =
      "journal/raw/test-venue/000002-2026-11-20T10-00-00.000Z.jsonl";

  @TempDir Path data;

  private final Verifier verifier = new Verifier(TestMapping::of);
  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldFindNothingMissingInSealedRotatedAndOpenSegments() throws IOException {
    journal.begin().started().trades(1, 2, 3).depths(5).seal();
    journal.begin().trades(4, 5).depths(9, 11).write();
    journal.begin().trades(6).tickers(2).write();

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.COMPLETE, found.result());
    assertEquals(3, found.segments());
    assertEquals(12, found.records());
    assertEquals(11, found.frames());
    assertEquals(List.of(), found.damage());
    assertEquals(
        List.of("depth 5 11 in order", "ticker null null unprovable", "trade 1 6 complete"),
        found.streams().stream()
            .map(s -> s.channel() + " " + s.first() + " " + s.last() + " " + s.proof().word())
            .toList());
  }

  @Test
  void shouldBeCompleteWhereNothingWasRecordedYet() throws IOException {
    Files.createDirectories(data.resolve("journal"));

    assertEquals(Verification.Result.COMPLETE, verifier.verify(data).result());
  }

  @Test
  void shouldRefuseFolderThatIsNone() {
    assertThrows(NoDataFolderException.class, () -> verifier.verify(data.resolve("absent")));
    assertThrows(NoDataFolderException.class, () -> verifier.verify(data));
  }

  @Test
  void shouldFindEveryFlippedBitOfASealedFile() throws IOException {
    Path sealed = journal.begin().trades(LongStream.range(1, 40).toArray()).seal();
    byte[] good = Files.readAllBytes(sealed);

    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(sealed, bad);

      Verification found = verifier.verify(data);

      assertEquals(Verification.Result.DAMAGED, found.result(), "bit " + bit);
      assertEquals(Set.of(SEALED_1), filesOf(found), "bit " + bit);
      assertTrue(found.damage().get(0).offset() >= 0);
    }
  }

  @Test
  void shouldSayFromWhereOnASealedFileIsUnreadable() throws IOException {
    // Frames that hardly compress, so that the file has many blocks.
    Random random = new Random(7);
    journal.begin();
    byte[] noise = new byte[600];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(noise);
      journal.frame(StreamId.NONE, noise, true);
    }
    Path sealed = journal.seal();
    byte[] bytes = Files.readAllBytes(sealed);
    long plainBytes = 2_000L * 900;

    Files.write(sealed, Arrays.copyOf(bytes, bytes.length / 2));
    Verification found = verifier.verify(data);

    Damage damage = found.damage().get(0);
    assertEquals(SEALED_1, damage.file());
    assertTrue(
        damage.offset() > plainBytes / 4 && damage.offset() < plainBytes * 3 / 4,
        damage.toString());
    assertTrue(found.records() > 500 && found.records() < 1_500, "records " + found.records());
  }

  @Test
  void shouldFindEveryTruncationOfASealedFile() throws IOException {
    Path sealed = journal.begin().trades(1, 2, 3).seal();
    byte[] good = Files.readAllBytes(sealed);

    for (int length = 0; length < good.length; length++) {
      Files.write(sealed, Arrays.copyOf(good, length));

      Verification found = verifier.verify(data);

      assertEquals(Verification.Result.DAMAGED, found.result(), "length " + length);
      assertEquals(Set.of(SEALED_1), filesOf(found), "length " + length);
    }
  }

  @Test
  void shouldFindBytesBehindTheEndOfASealedFile() throws IOException {
    Path sealed = journal.begin().trades(1).seal();
    byte[] good = Files.readAllBytes(sealed);

    Files.write(sealed, Arrays.copyOf(good, good.length + 3));

    assertEquals(Set.of(SEALED_1), filesOf(verifier.verify(data)));
  }

  @Test
  void shouldFindSealedFileThatIsGone() throws IOException {
    Files.delete(journal.begin().trades(1, 2).seal());
    journal.begin().trades(5).write();

    Verification found = verifier.verify(data);

    assertEquals(List.of(new Damage(SEALED_1, 0, "sealed file is missing")), found.damage());
  }

  @Test
  void shouldFindManifestThatIsGone() throws IOException {
    journal.begin().trades(1, 2).seal();
    journal.begin().trades(3).write();
    Files.delete(data.resolve(MANIFEST_1));

    Verification found = verifier.verify(data);

    assertEquals(List.of(new Damage(SEALED_1, 0, "its manifest is missing")), found.damage());
    assertEquals(3, found.records());
  }

  @Test
  void shouldFindUnreadableManifest() throws IOException {
    journal.begin().trades(1, 2).seal();
    Files.writeString(data.resolve(MANIFEST_1), "{");

    Verification found = verifier.verify(data);

    assertEquals(Set.of(MANIFEST_1), filesOf(found));
    assertEquals(2, found.records());
  }

  @Test
  void shouldFindMissingSegmentAndBlameItForTheGap() throws IOException {
    journal.begin().trades(1, 2).seal();
    Path missing = journal.begin().trades(3, 4).seal();
    journal.begin().started().trades(5, 6).seal();
    Files.delete(missing);
    Files.delete(journal.folder().manifest(TestJournal.segment(2)));

    Verification found = verifier.verify(data);

    assertEquals(
        List.of(new Damage("journal/raw/test-venue", 0, "segment 2 is missing")), found.damage());
    assertEquals(List.of(gap(3, 4, "damage")), found.gaps());
  }

  @Test
  void shouldFindThatTheFirstSegmentsAreMissing() throws IOException {
    journal.begin();
    journal.begin();
    journal.begin().trades(1).write();

    assertEquals(
        List.of(new Damage("journal/raw/test-venue", 0, "segments 1 to 2 are missing")),
        verifier.verify(data).damage());
  }

  @Test
  void shouldFindBrokenChain() throws IOException {
    journal.begin().trades(1).seal();
    journal.begin(
        new SegmentHeader(1, TestJournal.JOURNAL, 2, TestJournal.START_NS, "test", "0".repeat(64)));
    journal.trades(2).write();

    Verification found = verifier.verify(data);

    assertEquals(Set.of(PLAIN_2), filesOf(found));
    assertTrue(found.damage().get(0).reason().startsWith("chain is broken: header says"));
  }

  @Test
  void shouldFindSegmentThatWasReplacedTogetherWithItsManifest() throws IOException {
    journal.begin().trades(1, 2, 3).seal();
    journal.begin().trades(4).seal();
    Files.delete(data.resolve(SEALED_1));
    Files.delete(data.resolve(MANIFEST_1));
    new TestJournal(data).begin().trades(1, 2, 3).later(1).tickers(1).seal();

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.DAMAGED, found.result());
    assertTrue(found.damage().get(0).reason().startsWith("chain is broken"));
  }

  @Test
  void shouldFindSegmentUnderAnotherNumberOrJournal() throws IOException {
    journal.begin(new SegmentHeader(1, "raw/other", 7, TestJournal.START_NS, "test", ""));
    journal.trades(1).write();

    List<Damage> damage = verifier.verify(data).damage();

    assertEquals("header says number=7, the name 1", damage.get(0).reason());
    assertEquals("header says journal=raw/other", damage.get(1).reason());
  }

  @Test
  void shouldFindEachWrongCountOfAManifest() throws IOException {
    journal
        .begin()
        .trades(1, 2, 2, 5)
        .gap(TRADE, 3, 4, "venue")
        .frame(StreamId.NONE, "text")
        .frame(StreamId.NONE, new byte[] {-1}, true)
        .seal();
    Path manifest = data.resolve(MANIFEST_1);
    String good = Files.readString(manifest);

    for (String key :
        List.of(
            "number",
            "records",
            "frames",
            "textFrames",
            "bytesFrames",
            "firstReceiveTimeNs",
            "lastReceiveTimeNs",
            "offenderCount",
            "firstId",
            "lastId",
            "highestId",
            "repeated",
            "reordered",
            "events",
            "missing",
            "bytes")) {
      String bad = good.replaceAll("\"" + key + "\": (\\d+)", "\"" + key + "\": 1$1");
      assertFalse(bad.equals(good), key);
      Files.writeString(manifest, bad);

      Verification found = verifier.verify(data);

      assertEquals(Verification.Result.DAMAGED, found.result(), key);
    }
  }

  @Test
  void shouldFindWrongDigestOfAManifest() throws IOException {
    journal.begin().trades(1).seal();
    Path manifest = data.resolve(MANIFEST_1);
    Files.writeString(
        manifest, Files.readString(manifest).replaceAll("\"sha256\": \"..", "\"sha256\": \"zz"));

    assertEquals(2, verifier.verify(data).damage().size());
  }

  @Test
  void shouldRecountAgainstTheManifestAlsoBehindAnEarlierSegment() throws IOException {
    journal.begin().trades(1, 2).seal();
    journal.begin().depths(4).seal();
    journal.begin().trades(2, 1, 5).gap(TRADE, 3, 4, "venue").seal();

    Verification found = verifier.verify(data);

    assertEquals(List.of(), found.damage());
    assertEquals(List.of(gap(3, 4, "venue")), found.gaps());
  }

  @Test
  void shouldFindLineThatIsNoRecordWithItsOffset() throws IOException {
    journal.begin().trades(1).raw("{\"torn\n").trades(2).write();
    Path plain = journal.folder().plain(TestJournal.segment(1));
    long offset = Files.readString(plain).indexOf("{\"torn");

    Damage damage = verifier.verify(data).damage().get(0);

    assertEquals(offset, damage.offset());
    assertTrue(damage.file().endsWith("000001-2026-11-20T09-00-00.000Z.jsonl"));
  }

  @Test
  void shouldBlameUnreadableLineForTheGap() throws IOException {
    journal.begin().trades(1).raw("no record\n").trades(3).write();

    assertEquals(List.of(gap(2, 2, "damage")), verifier.verify(data).gaps());
  }

  @Test
  void shouldReadOnlyWhatWasThereWhenAnOpenSegmentGrows() throws IOException {
    Path plain = journal.begin().trades(1).write();
    byte[] content = Files.readAllBytes(plain);

    try (SegmentContent open = SegmentContent.open(journal.folder().segments().get(0), plain)) {
      Files.writeString(plain, "more", StandardOpenOption.APPEND);
      while (open.reader().next()) {
        // to the end
      }

      assertEquals(content.length, open.plainContent("").bytes());
    }
  }

  @Test
  void shouldFindLineThatWasAlreadyBadWhenSealed() throws IOException {
    journal.begin().trades(1).raw("bad\n").seal();

    assertEquals(Set.of(SEALED_1), filesOf(verifier.verify(data)));
  }

  @Test
  void shouldTakeTornLastLineOfTheOpenSegmentForUnfinished() throws IOException {
    journal.begin().trades(1, 2).raw("{\"receiveTimeNs\":17951").write();

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.COMPLETE, found.result());
    assertEquals(22, found.unfinishedBytes());
    assertEquals(2, found.records());
  }

  @Test
  void shouldTakeTornHeaderOfTheOpenSegmentForUnfinished() throws IOException {
    journal.begin().trades(1).seal();
    journal.begin().write();
    Files.writeString(data.resolve(PLAIN_2), "{\"segm");

    assertEquals(Verification.Result.COMPLETE, verifier.verify(data).result());
  }

  @Test
  void shouldTakeTornLastLineOfARotatedSegmentForDamage() throws IOException {
    journal.begin().trades(1, 2).raw("{\"receiveTimeNs\":17951").write();
    journal.begin().trades(3).write();

    assertEquals(
        "content ends in the middle of a line", verifier.verify(data).damage().get(0).reason());
  }

  @Test
  void shouldIgnorePlainFileBesideASealedSegment() throws IOException {
    Path plain = journal.begin().trades(1).write();
    byte[] content = Files.readAllBytes(plain);
    journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    Files.write(plain, content);

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.COMPLETE, found.result());
    assertEquals(1, found.records());
  }

  @Test
  void shouldNameGapsAcrossSegmentsWithTheirCauses() throws IOException {
    journal.begin().started().trades(1, 3).gap(TRADE, 2, 2, "venue").seal();
    journal.begin().started().trades(6).seal();
    journal.begin().connection("test-venue-2").trades(9).write();
    journal.begin().trades(11).write();

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.GAPS, found.result());
    assertEquals(
        List.of(
            gap(2, 2, "venue"),
            gap(4, 5, "restart"),
            gap(7, 8, "disconnect"),
            gap(10, 10, "unrecorded")),
        found.gaps());
    assertEquals(6, found.missing());
    StreamResult trade = found.streams().get(0);
    assertEquals(4, trade.gaps());
    assertEquals(6, trade.missing());
  }

  @Test
  void shouldSayWhichMissingIdsWereBackfilledInALaterSegment() throws IOException {
    journal.begin().trades(1, 6).gap(TRADE, 2, 5, "venue").seal();
    journal.begin().event(TRADE, new RecordEvent.Backfill(3, 5, "[{},{},{}]")).trades(7).seal();

    Verification found = verifier.verify(data);

    assertEquals(List.of(gap(2, 5, "venue")), found.gaps());
    assertEquals(List.of(), found.damage());
    assertEquals(3, found.streams().get(0).backfilled());
    assertTrue(
        String.join("\n", VerificationReport.lines(found))
            .contains("all but 4 ids, of which 3 backfilled"));
  }

  @Test
  void shouldCloseGapThatALaterSegmentFills() throws IOException {
    journal.begin().trades(1, 3).gap(TRADE, 2, 2, "venue").seal();
    journal.begin().trades(2, 4).write();

    assertEquals(Verification.Result.COMPLETE, verifier.verify(data).result());
  }

  @Test
  void shouldCountRepeatedAndReorderedWithoutCallingThemMissing() throws IOException {
    journal.begin().depths(5, 5, 4, 6).trades(1, 1, 2).write();

    Verification found = verifier.verify(data);

    assertEquals(Verification.Result.COMPLETE, found.result());
    assertEquals(1, found.streams().get(0).repeated());
    assertEquals(1, found.streams().get(0).reordered());
    assertEquals(1, found.streams().get(1).repeated());
  }

  @Test
  void shouldMeasureSilenceToTheEndOfTheJournal() throws IOException {
    journal.begin().tickers(1).later(3_000_000_000L).trades(1).write();

    Verification found = verifier.verify(data);

    assertEquals(3_000, found.streams().get(0).longestSilenceMs());
    assertEquals(0, found.streams().get(1).longestSilenceMs());
    assertEquals(TICKER.channel(), found.streams().get(0).channel());
  }

  @Test
  void shouldReadAllJournals() throws IOException {
    journal.begin().trades(1).seal();
    new TestJournal(data, "raw/other-venue").begin().trades(1, 5).seal();

    Verification found = verifier.verify(data);

    assertEquals(2, found.segments());
    assertEquals(
        List.of("other-venue unprovable", "test-venue complete"),
        found.streams().stream().map(s -> s.venue() + " " + s.proof().word()).toList());
    assertEquals(Verification.Result.COMPLETE, found.result());
  }

  @Test
  void shouldFindFrameUnderAnotherStream() throws IOException {
    journal.begin().frame(DEPTH, TestJournal.frameOf(TRADE, 1, 1)).write();

    assertEquals(Verification.Result.DAMAGED, verifier.verify(data).result());
  }

  @Test
  void shouldCountOtherRecordsWithoutTakingThemForFrames() throws IOException {
    journal.begin().event(TRADE, new RecordEvent.Clock(5)).trades(1).write();

    Verification found = verifier.verify(data);

    assertEquals(2, found.records());
    assertEquals(1, found.frames());
    assertEquals(1, found.streams().get(0).records());
  }

  @Test
  void shouldFollowSegmentsThatAreSealedWhileItReads() throws IOException {
    journal.begin().trades(1, 2).seal();
    Path plain = journal.begin().trades(3, 4).write();
    journal.begin().trades(5).write();
    AtomicInteger calls = new AtomicInteger();

    Verification found =
        verifier.verify(
            data,
            Optional.empty(),
            (done, total) -> {
              assertTrue(0 < done && done <= total, done + " of " + total);
              if (calls.incrementAndGet() == 1) {
                sealNow(plain);
              }
            });

    assertFalse(Files.exists(plain));
    assertEquals(Verification.Result.COMPLETE, found.result());
    assertEquals(5, found.records());
  }

  private static void sealNow(Path plain) {
    try {
      TestJournal.sealNow(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> filesOf(Verification found) {
    Set<String> files = new HashSet<>();
    found.damage().forEach(damage -> files.add(damage.file()));
    return files;
  }

  private static StreamGap gap(long first, long last, String cause) {
    return new StreamGap("test-venue", "trade", "BTCUSDT", first, last, last - first + 1, cause);
  }
}
