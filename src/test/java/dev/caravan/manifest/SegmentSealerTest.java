package dev.caravan.manifest;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.Rotated;
import dev.caravan.journal.SegmentName;
import dev.caravan.record.RecordEvent;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSealerTest {

  @TempDir Path data;

  private final SegmentSealer sealer = new SegmentSealer(TestMapping::of, 3, "caravan test");
  private TestJournal journal;

  @BeforeEach
  void openJournal() {
    journal = new TestJournal(data);
  }

  @Test
  void shouldLeaveCompressedFileAndManifestOnly() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    byte[] content = Files.readAllBytes(plain);

    TestJournal.seal(sealer, plain);

    assertEquals(
        List.of(
            "000001-2026-11-20T09-00-00.000Z.jsonl.zst",
            "000001-2026-11-20T09-00-00.000Z.manifest.json"),
        List.copyOf(files(plain.getParent()).keySet()));
    assertArrayEquals(content, decoded(compressed(1)));
  }

  @Test
  void shouldSealASegmentOfManyPieces() throws IOException {
    Path plain = journal.begin().trades(LongStream.range(1, 5_000).toArray()).write();
    byte[] content = Files.readAllBytes(plain);

    TestJournal.seal(sealer, plain);

    assertTrue(content.length > 1 << 18, "bytes=" + content.length);
    assertArrayEquals(content, decoded(compressed(1)));
    assertEquals(4_999, manifest(1).frames());
  }

  @Test
  void shouldWriteOneZstdFrameWithContentSizeAndChecksum() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    long size = Files.size(plain);

    sealer.compress(plain);

    byte[] frame = Files.readAllBytes(part(compressed(1)));
    assertEquals(size, Zstd.getFrameContentSize(frame));
    assertEquals(0x04, frame[4] & 0x04, "content checksum flag");
    assertEquals(frame.length, Zstd.findFrameCompressedSize(frame, 0, frame.length));
  }

  @Test
  void shouldSealAnEmptyFile() throws IOException {
    Path plain = journal.begin().write();
    Files.write(plain, new byte[0]);

    TestJournal.seal(sealer, plain);

    assertEquals(0, decoded(compressed(1)).length);
    assertEquals(0, manifest(1).records());
  }

  @Test
  void shouldSayWhatTheSegmentHolds() throws IOException {
    journal
        .begin()
        .started()
        .trades(1, 2, 2, 5)
        .gap(TRADE, 3, 4, "venue")
        .event(TRADE, new RecordEvent.Backfill(4, 4, "[{}]"))
        .depths(10, 20, 15)
        .tickers(2)
        .frame(StreamId.NONE, "not json")
        .frame(StreamId.NONE, new byte[] {(byte) 0xff}, true)
        .seal();

    Manifest manifest = manifest(1);
    assertEquals(14, manifest.records());
    assertEquals(11, manifest.frames());
    assertEquals(1, manifest.textFrames());
    assertEquals(1, manifest.bytesFrames());
    assertEquals(TestJournal.START_NS, manifest.startedAtNs());
    assertEquals(TestJournal.START_NS, manifest.firstReceiveTimeNs());
    assertEquals(TestJournal.START_NS + 13_000, manifest.lastReceiveTimeNs());
    assertEquals("", manifest.previousSha256());
    assertEquals("raw/test-venue", manifest.journal());
    assertEquals(List.of(), manifest.offenders());
    assertEquals(
        List.of(
            new Manifest.Stream("-", "", 2, 1, null, null, null, List.of(), 0, 0, 0, 0L),
            new Manifest.Stream("depth", "BTCUSDT", 3, 0, 10L, 20L, 20L, List.of(), 0, 1, 0, 0L),
            new Manifest.Stream(
                "ticker", "BTCUSDT", 2, 0, null, null, null, List.of(), 0, 0, 0, 0L),
            new Manifest.Stream(
                "trade",
                "BTCUSDT",
                4,
                2,
                1L,
                5L,
                5L,
                List.of(new Gap(3, 4, 2, "venue")),
                1,
                0,
                0,
                1L)),
        manifest.streams());
  }

  @Test
  void shouldStateSizesAndDigestsOfBothFiles() throws IOException {
    Path plain = journal.begin().trades(1).write();
    byte[] content = Files.readAllBytes(plain);

    TestJournal.seal(sealer, plain);

    Manifest manifest = manifest(1);
    assertEquals(content.length, manifest.plain().bytes());
    assertEquals(sha256(content), manifest.plain().sha256());
    assertEquals(Files.size(compressed(1)), manifest.compressed().bytes());
    assertEquals(sha256(Files.readAllBytes(compressed(1))), manifest.compressed().sha256());
  }

  @Test
  void shouldChainToTheSegmentBefore() throws IOException {
    journal.begin().trades(1).seal();
    journal.begin().trades(2).seal();

    assertEquals(manifest(1).plain().sha256(), manifest(2).previousSha256());
    assertEquals(1L, manifest(2).continuesFrom());
  }

  @Test
  void shouldSeeHoleBetweenSegmentsAlsoBehindAQuietOne() throws IOException {
    journal.begin().trades(1, 2).seal();
    journal.begin().depths(7).seal();
    journal.begin().trades(5).seal();

    assertEquals(List.of(new Gap(3, 4, 2, "unrecorded")), gaps(manifest(3), TRADE));
    assertEquals(0, stream(manifest(2), TRADE).records());
    assertEquals(7, stream(manifest(3), DEPTH).highestId());
  }

  @Test
  void shouldListLinesThatAreNoRecords() throws IOException {
    journal.begin().trades(1).raw("{\"a\":1}\n").trades(2).seal();

    Manifest manifest = manifest(1);
    assertEquals(1, manifest.offenderCount());
    assertEquals(2, manifest.records());
    long offset = new String(decoded(compressed(1)), StandardCharsets.UTF_8).indexOf("{\"a\":1}");
    assertEquals(offset, manifest.offenders().get(0).offset());
  }

  @Test
  void shouldCheckFramesWhereTheFileIsNotWhatTheWriterEncoded() throws IOException {
    Path plain = journal.begin().trades(1, 2).write();
    OptionalLong encoded = OptionalLong.of(crc32(Files.readAllBytes(plain)));
    damage(plain);
    String digest = sha256(Files.readAllBytes(plain));

    TestJournal.seal(beside(plain, encoded), plain);

    assertEquals(1, manifest(1).offenderCount());
    assertEquals(1, manifest(1).frames());
    assertEquals(digest, manifest(1).plain().sha256());
  }

  /** Its first frame is no JSON from now on. */
  private static void damage(Path plain) throws IOException {
    Files.writeString(plain, Files.readString(plain).replaceFirst("\"of\"", "~of\""));
  }

  @Test
  void shouldSayThatTheFileIsNotWhatTheWriterEncodedThoughAllOfItIsValid() throws IOException {
    Path plain = journal.begin().trades(1, 2).write();
    byte[] written = Files.readAllBytes(plain);
    String changed = Files.readString(plain).replaceFirst("\"u\":2", "\"u\":3");
    Files.writeString(plain, changed);

    TestJournal.seal(beside(plain, OptionalLong.of(crc32(written))), plain);

    assertEquals(
        new Manifest.NotAsWritten(
            "%08x".formatted(crc32(changed.getBytes(StandardCharsets.UTF_8))),
            "%08x".formatted(crc32(written))),
        manifest(1).notAsWritten());
    assertEquals(
        List.of(
            "journal/raw/test-venue/000001-2026-11-20T09-00-00.000Z.jsonl.zst: was changed between"
                + " writing and sealing, where is not known: crc32=%08x writtenCrc32=%08x"
                    .formatted(crc32(changed.getBytes(StandardCharsets.UTF_8)), crc32(written))),
        new Verifier(TestMapping::of)
            .verify(data).damage().stream()
                .map(damage -> damage.file() + ": " + damage.reason())
                .toList());
  }

  @Test
  void shouldSayTheSameOfWhatTheWriterEncodedAsOfWhatItChecks() throws IOException {
    Path plain = segmentIn(data.resolve("beside"));
    byte[] content = Files.readAllBytes(plain);

    SegmentSealer beside = beside(plain, OptionalLong.of(crc32(content)));
    beside.compress(plain);

    assertEquals(sealer.compare(plain), beside.compare(plain));
  }

  private static SegmentSealer beside(Path plain, OptionalLong encodedCrc32) throws IOException {
    return beside(sha256(Files.readAllBytes(plain)), encodedCrc32);
  }

  private static SegmentSealer beside(String sha256, OptionalLong encodedCrc32) {
    Rotated rotated = new Rotated(Optional.of(sha256), encodedCrc32);
    return new SegmentSealer(TestMapping::of, 3, "caravan test", asked -> Optional.of(rotated));
  }

  private static long crc32(byte[] bytes) {
    CRC32 crc32 = new CRC32();
    crc32.update(bytes);
    return crc32.getValue();
  }

  @Test
  void shouldListFrameThatStandsUnderAnotherStream() throws IOException {
    journal.begin().frame(DEPTH, TestJournal.frameOf(TRADE, 1, 1)).seal();

    assertEquals(
        "record says stream depth/BTCUSDT, its frame is of trade/BTCUSDT",
        manifest(1).offenders().get(0).reason());
  }

  @Test
  void shouldSealJournalOfUnknownVenueWithoutIds() throws IOException {
    TestJournal other = new TestJournal(data, "raw/other-venue");
    other.begin().trades(1, 9).seal();

    Manifest manifest = ManifestFormat.read(other.folder().manifest(TestJournal.segment(1)));
    assertEquals(2, stream(manifest, TRADE).records());
    assertEquals(List.of(), gaps(manifest, TRADE));
  }

  @Test
  void shouldReachTheSameEndFromEveryPointThatAKillCanLeave() throws IOException {
    Map<String, String> expected = endState(data.resolve("whole"), Integer.MAX_VALUE);
    int steps = 0;
    boolean killed = true;
    while (killed) {
      Path folder = data.resolve("killed-" + steps);
      KilledFiles files = new KilledFiles(steps);
      Path plain = segmentIn(folder);
      try {
        TestJournal.seal(
            new SegmentSealer(TestMapping::of, 3, "caravan test", any -> Optional.empty(), files),
            plain);
        killed = false;
      } catch (KilledFiles.Killed e) {
        assertNothingIsLost(plain, e);
      }

      TestJournal.seal(sealer, plain);

      assertEquals(expected, files(plain.getParent()), "killed behind " + steps + " steps");
      steps++;
    }
    assertTrue(steps > 8, "steps=" + steps);
  }

  private void assertNothingIsLost(Path plain, KilledFiles.Killed where) throws IOException {
    boolean isSealed = Files.exists(manifestBeside(plain));
    assertTrue(Files.exists(plain) || isSealed, "plain file removed: " + where);
    if (isSealed) {
      Manifest manifest = ManifestFormat.read(manifestBeside(plain));
      assertEquals(
          manifest.plain().sha256(), sha256(decoded(compressedBeside(plain))), where.getMessage());
    }
  }

  @Test
  void shouldMakeEachFileDurableBeforeItTakesItsName() throws IOException {
    KilledFiles files = new KilledFiles(Integer.MAX_VALUE);
    Path plain = journal.begin().trades(1).write();

    TestJournal.seal(
        new SegmentSealer(TestMapping::of, 3, "caravan test", any -> Optional.empty(), files),
        plain);

    String name = name(plain).toString();
    assertEquals(
        List.of(
            "create " + name + ".jsonl.zst.part",
            "sync",
            "rename to " + name + ".jsonl.zst",
            "create " + name + ".manifest.json.part",
            "sync",
            "rename to " + name + ".manifest.json",
            "sync folder",
            "delete " + name + ".jsonl",
            "sync folder"),
        files.done());
  }

  @Test
  void shouldReachTheSameEndWhenEachStepIsRepeated() throws IOException {
    Map<String, String> expected = endState(data.resolve("whole"), Integer.MAX_VALUE);
    Path plain = segmentIn(data.resolve("repeated"));

    sealer.compress(plain);
    sealer.compress(plain);
    Manifest manifest = sealer.compare(plain);
    assertEquals(manifest, sealer.compare(plain));
    sealer.publish(plain, manifest);
    sealer.publish(plain, manifest);
    assertEquals(manifest, sealer.compare(plain));
    sealer.removePlain(plain);
    sealer.removePlain(plain);
    assertEquals(manifest, sealer.compare(plain));

    assertEquals(expected, files(plain.getParent()));
  }

  @Test
  void shouldPublishAgainBehindARenameThatWasNotFollowedByTheManifest() throws IOException {
    Map<String, String> expected = endState(data.resolve("whole"), Integer.MAX_VALUE);
    Path plain = segmentIn(data.resolve("killed"));
    sealer.compress(plain);
    Manifest manifest = sealer.compare(plain);
    Path compressed = compressedBeside(plain);
    Files.move(part(compressed), compressed);

    sealer.publish(plain, manifest);
    sealer.removePlain(plain);

    assertEquals(expected, files(plain.getParent()));
  }

  @Test
  void shouldMakeUnfinishedFilesAgain() throws IOException {
    Map<String, String> expected = endState(data.resolve("whole"), Integer.MAX_VALUE);
    Path plain = segmentIn(data.resolve("leftovers"));
    Files.writeString(part(compressedBeside(plain)), "half a file");
    Files.writeString(part(manifestBeside(plain)), "{\"formatVersion\":1,");
    Files.writeString(compressedBeside(plain), "a file that no manifest vouches for");

    TestJournal.seal(sealer, plain);

    assertEquals(expected, files(plain.getParent()));
  }

  @Test
  void shouldRefuseCopyThatDiffersFromThePlainFile() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    sealer.compress(plain);
    Files.write(plain, flipped(Files.readAllBytes(plain), 40));

    ManifestException refused = assertThrows(ManifestException.class, () -> sealer.compare(plain));

    assertTrue(refused.getMessage().contains("offset=40"), refused.getMessage());
    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldRefuseCopyThatIsShorterOrLonger() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    byte[] content = Files.readAllBytes(plain);
    for (int length : new int[] {content.length - 1, 0}) {
      sealer.compress(plain);
      Files.write(plain, Arrays.copyOf(content, length));
      assertThrows(ManifestException.class, () -> sealer.compare(plain), "length " + length);
      Files.write(plain, Arrays.copyOf(content, content.length + 1));
      assertThrows(ManifestException.class, () -> sealer.compare(plain));
      Files.write(plain, content);
    }
  }

  @Test
  void shouldKeepPlainFileWithoutManifest() throws IOException {
    Path plain = journal.begin().trades(1).write();
    sealer.compress(plain);

    assertThrows(ManifestException.class, () -> sealer.removePlain(plain));

    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldKeepPlainFileThatTheManifestDoesNotDescribe() throws IOException {
    Path plain = journal.begin().trades(1).write();
    byte[] content = Files.readAllBytes(plain);
    TestJournal.seal(sealer, plain);
    Files.write(plain, flipped(content, 40));

    assertThrows(ManifestException.class, () -> sealer.compare(plain));
    assertThrows(ManifestException.class, () -> sealer.removePlain(plain));

    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldKeepPlainFileWhereTheCompressedOneIsDamaged() throws IOException {
    Path plain = journal.begin().trades(1).write();
    sealer.compress(plain);
    sealer.publish(plain, sealer.compare(plain));
    Files.write(compressed(1), flipped(Files.readAllBytes(compressed(1)), 30));

    assertThrows(IOException.class, () -> sealer.compare(plain));
    assertThrows(ManifestException.class, () -> sealer.removePlain(plain));

    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldNotPublishACopyThatWasWrittenBehindTheComparison() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    sealer.compress(plain);
    Manifest manifest = sealer.compare(plain);
    Path part = part(compressed(1));
    Files.write(part, flipped(Files.readAllBytes(part), 30));

    assertThrows(ManifestException.class, () -> sealer.publish(plain, manifest));

    assertFalse(Files.exists(manifestBeside(plain)));
    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldRefuseAManifestThatDescribesOneOfTheTwoFilesOnly() throws IOException {
    Path plain = journal.begin().trades(1).write();
    sealer.compress(plain);
    Manifest manifest = sealer.compare(plain);
    sealer.publish(plain, manifest);
    String json = Files.readString(manifestBeside(plain));
    for (Manifest.Content content : List.of(manifest.plain(), manifest.compressed())) {
      Files.writeString(manifestBeside(plain), json.replace(content.sha256(), "other"));

      assertThrows(ManifestException.class, () -> sealer.compare(plain), content.file());
      assertThrows(ManifestException.class, () -> sealer.removePlain(plain), content.file());
    }

    assertTrue(Files.exists(plain));
  }

  @Test
  void shouldReadAgainWhateverWasWrittenBehindTheComparison() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    byte[] content = Files.readAllBytes(plain);
    sealer.compress(plain);
    age(plain);
    age(part(compressed(1)));
    sealer.publish(plain, sealer.compare(plain));
    byte[] copy = Files.readAllBytes(compressed(1));

    Files.write(plain, flipped(content, 40));
    assertThrows(ManifestException.class, () -> sealer.removePlain(plain));
    Files.write(plain, content);
    Files.write(compressed(1), flipped(copy, 30));
    assertThrows(ManifestException.class, () -> sealer.removePlain(plain));
    assertTrue(Files.exists(plain));
    Files.write(compressed(1), copy);
    sealer.removePlain(plain);

    assertFalse(Files.exists(plain));
  }

  @Test
  void shouldTakeTheDigestThatTheRotationMade() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    String made = sha256("made at the rotation".getBytes(StandardCharsets.UTF_8));
    SegmentSealer beside = beside(made, OptionalLong.empty());
    beside.compress(plain);

    assertEquals(made, beside.compare(plain).plain().sha256());
    assertEquals(Files.size(plain), beside.compare(plain).plain().bytes());
  }

  @Test
  void shouldTakeTheDigestOfNowAlsoWhereAnotherWasKnownWhenTheCopyWasMade() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    Rotated then = new Rotated(Optional.of("then"), OptionalLong.empty());
    Rotated now = new Rotated(Optional.of("now"), OptionalLong.empty());
    Deque<Rotated> answers = new ArrayDeque<>(List.of(then, now, now));
    SegmentSealer beside =
        new SegmentSealer(
            TestMapping::of, 3, "caravan test", asked -> Optional.of(answers.remove()));
    beside.compress(plain);

    assertEquals("now", beside.compare(plain).plain().sha256());
  }

  @Test
  void shouldSayTheSameWhetherTheCopyWasComparedWhileItWasMadeOrLater() throws IOException {
    Path plain = segmentIn(data.resolve("beside"));
    String digest = sha256(Files.readAllBytes(plain));
    SegmentSealer beside = beside(digest, OptionalLong.empty());
    beside.compress(plain);

    Manifest whileItWasMade = beside.compare(plain);

    assertEquals(beside.compare(plain), whileItWasMade);
    assertEquals(sealer.compare(plain), whileItWasMade);
  }

  @Test
  void shouldGiveTheCopyTheTimeOfItsOriginalSoThatLaterWritesShow() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    age(plain);

    TestJournal.seal(sealer, plain);

    assertTrue(
        Files.getLastModifiedTime(compressed(1))
            .toInstant()
            .isBefore(Instant.now().minusSeconds(5)));
  }

  @Test
  void shouldForgetCopiesThatNobodyCompares() throws IOException {
    SegmentSealer beside =
        new SegmentSealer(TestMapping::of, 3, "caravan test", SegmentSealerTest::asEncoded);
    Path forgotten = journal.begin().trades(1).write();
    Path known = journal.begin().trades(1).write();
    for (Path plain : List.of(forgotten, known)) {
      damage(plain); // which shows only to whoever checks the frames
      beside.compress(plain);
    }
    for (int i = 1; i < SegmentSealer.MOST_COPIES; i++) {
      beside.compress(journal.begin().trades(1).write());
    }

    assertEquals(1, beside.compare(forgotten).offenderCount());
    assertEquals(0, beside.compare(known).offenderCount());
  }

  private static Optional<Rotated> asEncoded(Path plain) {
    try {
      byte[] content = Files.readAllBytes(plain);
      return Optional.of(
          new Rotated(Optional.of(sha256(content)), OptionalLong.of(crc32(content))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldDecodeACopyThatIsNotWhatWasComparedWhileItWasMade() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    String digest = sha256(Files.readAllBytes(plain));
    SegmentSealer beside = beside(digest, OptionalLong.empty());
    beside.compress(plain);
    Path part = part(compressed(1));
    FileTime writtenAt = Files.getLastModifiedTime(part);
    byte[] copy = Files.readAllBytes(part);
    Files.write(part, flipped(copy, 30));
    Files.setLastModifiedTime(part, writtenAt);

    assertThrows(IOException.class, () -> beside.compare(plain));

    Files.write(part, copy);
    assertEquals(digest, beside.compare(plain).plain().sha256());
  }

  @Test
  void shouldCompareAgainWhereThePlainFileWasWrittenBehindTheCompression() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    String digest = sha256(Files.readAllBytes(plain));
    SegmentSealer beside = beside(digest, OptionalLong.empty());
    age(plain);
    beside.compress(plain);
    Files.write(plain, flipped(Files.readAllBytes(plain), 40));

    ManifestException refused = assertThrows(ManifestException.class, () -> beside.compare(plain));

    assertTrue(refused.getMessage().contains("offset=40"), refused.getMessage());
  }

  @Test
  void shouldNotSealAPlainFileThatChangedWhileItWasCompared() throws IOException {
    Path plain = journal.begin().trades(1, 2, 3).write();
    Optional<Rotated> rotated = Optional.of(new Rotated(Optional.of("00"), OptionalLong.empty()));
    Deque<Optional<Rotated>> answers =
        new ArrayDeque<>(List.of(rotated, rotated, Optional.empty()));
    SegmentSealer beside =
        new SegmentSealer(TestMapping::of, 3, "caravan test", asked -> answers.remove());
    beside.compress(plain);

    IOException refused = assertThrows(IOException.class, () -> beside.compare(plain));

    assertTrue(refused.getMessage().contains("changed while"), refused.getMessage());
  }

  // As a file that was not written a moment ago: its stamp is trusted.
  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(10)));
  }

  @Test
  void shouldNotReplaceManifestOfOtherContent() throws IOException {
    Path plain = journal.begin().trades(1).write();
    TestJournal.seal(sealer, plain);
    String manifest = Files.readString(manifestBeside(plain));
    Files.delete(compressed(1));
    journal = new TestJournal(data);
    journal.begin().trades(2).write();

    sealer.compress(plain);
    Manifest other = sealer.compare(plain);
    assertThrows(ManifestException.class, () -> sealer.publish(plain, other));

    assertEquals(manifest, Files.readString(manifestBeside(plain)));
    assertFalse(Files.exists(compressed(1)));
  }

  @Test
  void shouldRebuildNoManifestForASegmentUnderAnotherName() throws IOException {
    journal.begin().trades(1).seal();
    Path second = journal.begin().trades(2).write();
    JournalDirectory elsewhere = new TestJournal(data, "raw/other-venue").folder();
    Files.createDirectories(elsewhere.path());
    Path moved = elsewhere.plain(TestJournal.segment(1));
    for (Path plain : List.of(second, moved)) {
      Files.copy(compressed(1), compressedBeside(plain));

      ManifestException refused =
          assertThrows(
              ManifestException.class,
              () -> sealer.rebuild(plain, "2026-11-20T12:00:00Z", Optional.empty()));

      assertTrue(refused.getMessage().contains("header is not that of"), refused.getMessage());
      assertFalse(Files.exists(manifestBeside(plain)));
    }
  }

  private Map<String, String> endState(Path folder, int steps) throws IOException {
    Path plain = segmentIn(folder);
    TestJournal.seal(
        new SegmentSealer(
            TestMapping::of, 3, "caravan test", any -> Optional.empty(), new KilledFiles(steps)),
        plain);
    return files(plain.getParent());
  }

  /** The second segment of a journal, so that sealing has something to go on from. */
  private static Path segmentIn(Path folder) throws IOException {
    TestJournal journal = new TestJournal(folder);
    journal.begin().trades(1, 2).seal();
    return journal.begin().started().trades(5, 6).depths(3).write();
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        files.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private Path compressed(long number) {
    return journal.folder().compressed(TestJournal.segment(number));
  }

  private Manifest manifest(long number) throws IOException {
    return ManifestFormat.read(journal.folder().manifest(TestJournal.segment(number)));
  }

  private static Manifest.Stream stream(Manifest manifest, StreamId stream) {
    return manifest.streams().stream()
        .filter(candidate -> candidate.id().equals(stream))
        .findFirst()
        .orElseThrow();
  }

  private static List<Gap> gaps(Manifest manifest, StreamId stream) {
    return stream(manifest, stream).gaps();
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + SegmentName.PART_SUFFIX);
  }

  private static Path compressedBeside(Path plain) {
    return plain.resolveSibling(name(plain).compressedFile());
  }

  private static Path manifestBeside(Path plain) {
    return plain.resolveSibling(name(plain).manifestFile());
  }

  private static SegmentName name(Path plain) {
    return SegmentName.parse(plain.getFileName().toString()).orElseThrow();
  }

  private static byte[] decoded(Path compressed) throws IOException {
    try (InputStream content = ZstdContent.decode(Files.newInputStream(compressed))) {
      return content.readAllBytes();
    }
  }

  private static byte[] flipped(byte[] bytes, int offset) {
    byte[] copy = bytes.clone();
    copy[offset] ^= 1;
    return copy;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }
}
