package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.caravan.record.FlowControl;
import dev.caravan.testing.MemoryTempDir;
import dev.caravan.testing.PowerCut;
import dev.caravan.testing.PowerCutFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private final Path data = temporaryFolder();
  private final JournalDirectory directory = new JournalDirectory(data, "raw/binance-spot");

  // Properties run in another engine, which knows no @TempDir.
  private static Path temporaryFolder() {
    try {
      return MemoryTempDir.create("recovery");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  @AfterProperty
  void removeFolder() throws IOException {
    empty();
    Files.delete(data);
  }

  private void empty() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(data)) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void shouldBeginWithNumberOneInAnEmptyFolder() throws IOException {
    RecoveryResult result = recover();

    assertEquals(1, result.nextNumber());
    assertEquals("", result.previousSha256());
    assertTrue(Files.isDirectory(directory.path()));
  }

  @Test
  void shouldKeepAwayWhatTheRunBeforeTookAway() throws IOException {
    Files.createDirectories(directory.path());
    PowerCut power = PowerCut.over(data);
    Path attempt = directory.plain(SegmentName.at(1, 1));
    power.created(attempt);
    power.folderSynced(directory.path());
    power.deleted(attempt);

    new Recovery(directory, new PowerCutFiles(power, new Random(1), 0)).run();

    power.leaveSynced(data, data.resolve("after"));
    assertFalse(Files.exists(data.resolve("after").resolve(data.relativize(attempt))));
  }

  @Property(tries = 60)
  void shouldRecoverAnyCutToWholeRecords(@ForAll @IntRange(min = 0, max = 2_000) int bytes)
      throws IOException {
    empty();
    byte[] whole = segment(1, "", 12);
    int cut = Math.min(bytes, whole.length);
    write(directory.plain(SegmentName.at(1, 1)), Arrays.copyOf(whole, cut));

    RecoveryResult result = recover();

    checkPrefix(whole, Arrays.copyOf(whole, cut), result);
    if (result.repaired().orElseThrow().keptBytes() > 0) {
      long newlines = 0;
      for (int i = 0; i < cut; i++) {
        newlines += whole[i] == '\n' ? 1 : 0;
      }
      assertEquals(newlines - 1, result.repaired().orElseThrow().keptRecords());
    }
    // A second start finds nothing more to do.
    assertEquals(
        Optional.empty(), recover().repaired().flatMap(RecoveryResult.Repaired::quarantine));
  }

  @Test
  void shouldRecoverEveryCutOfASmallSegment() throws IOException {
    byte[] whole = segment(1, "", 4);
    for (int cut = 0; cut <= whole.length; cut++) {
      empty();
      write(directory.plain(SegmentName.at(1, 1)), Arrays.copyOf(whole, cut));

      RecoveryResult result = recover();

      checkPrefix(whole, Arrays.copyOf(whole, cut), result);
      long newlines = 0;
      for (int i = 0; i < cut; i++) {
        newlines += whole[i] == '\n' ? 1 : 0;
      }
      assertEquals(Math.max(0, newlines - 1), result.repaired().orElseThrow().keptRecords());
    }
  }

  @Property(tries = 60)
  void shouldCutBeforeAHoleInTheMiddle(
      @ForAll @IntRange(min = 0, max = 1_500) int from,
      @ForAll @IntRange(min = 1, max = 400) int length)
      throws IOException {
    empty();
    byte[] whole = segment(1, "", 12);
    byte[] holed = whole.clone();
    int start = Math.min(from, whole.length - 1);
    int end = Math.min(start + length, whole.length);
    Arrays.fill(holed, start, end, (byte) 0);
    write(directory.plain(SegmentName.at(1, 1)), holed);

    RecoveryResult result = recover();

    checkPrefix(whole, holed, result);
    RecoveryResult.Repaired repaired = result.repaired().orElseThrow();
    assertTrue(repaired.keptBytes() <= start);
    // Every record that the hole did not touch is either kept or counted.
    int touched = 0;
    int at = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    boolean isHeaderTouched = start < at;
    while (at < whole.length) {
      int next = indexOf(whole, at) + 1;
      boolean isMerged = holed[next - 1] == 0 || holed[at - 1] == 0;
      touched += (start < next && end > at) || isMerged ? 1 : 0;
      at = next;
    }
    if (!isHeaderTouched) {
      assertEquals(12 - touched, repaired.keptRecords() + repaired.quarantinedRecords());
    }
  }

  private void checkPrefix(byte[] whole, byte[] found, RecoveryResult result) throws IOException {
    RecoveryResult.Repaired repaired = result.repaired().orElseThrow();
    byte[] kept = new byte[0];
    if (repaired.keptBytes() > 0) {
      kept = Files.readAllBytes(directory.plain(repaired.segment()));
      assertEquals('\n', kept[kept.length - 1]);
      assertEquals(1, result.rotated().size());
      assertEquals(2, result.nextNumber());
    } else {
      assertFalse(Files.exists(directory.plain(repaired.segment())));
      assertEquals(1, result.nextNumber());
    }
    assertEquals(kept.length, repaired.keptBytes());
    assertArrayEquals(Arrays.copyOf(whole, kept.length), kept);
    byte[] rest =
        repaired.quarantine().isPresent()
            ? Files.readAllBytes(repaired.quarantine().get())
            : new byte[0];
    assertEquals(rest.length, repaired.quarantinedBytes());
    assertArrayEquals(Arrays.copyOfRange(found, kept.length, found.length), rest);
  }

  @Test
  void shouldCountWholeRecordsBehindTheCut() throws IOException {
    byte[] content = segment(1, "", 3);
    byte[] more = segment(1, "", 2);
    byte[] records = Arrays.copyOfRange(more, indexOf(more, 0) + 1, more.length);
    write(
        directory.plain(SegmentName.at(1, 1)),
        concat(content, "{\"receiveTimeNs\":17\n".getBytes(StandardCharsets.UTF_8), records));

    RecoveryResult.Repaired repaired = recover().repaired().orElseThrow();

    assertEquals(3, repaired.keptRecords());
    assertEquals(2, repaired.quarantinedRecords());
    assertTrue(
        repaired
            .quarantine()
            .orElseThrow()
            .getFileName()
            .toString()
            .startsWith("raw-binance-spot-000001-"));
    assertFalse(repaired.reason().isEmpty());
  }

  @Test
  void shouldQuarantineASegmentWithoutHeaderAndTakeItsNumberAgain() throws IOException {
    byte[] first = segment(1, "", 3);
    write(directory.plain(SegmentName.at(1, 1)), first);
    write(directory.plain(SegmentName.at(2, 1)), Arrays.copyOf(segment(2, "", 1), 20));

    RecoveryResult result = recover();

    assertEquals(2, result.nextNumber());
    assertEquals(sha256(first), result.previousSha256());
    assertEquals(List.of(directory.plain(SegmentName.at(1, 1))), result.rotated());
    assertEquals(20, result.repaired().orElseThrow().quarantinedBytes());
  }

  @Test
  void shouldCutAgainWhatANextSegmentHolds() throws IOException {
    byte[] kept = segment(1, "", 3);
    write(directory.plain(SegmentName.at(1, 1)), segment(1, "", 5));
    write(directory.plain(SegmentName.at(2, 1)), segment(2, sha256(kept), 2));

    RecoveryResult result = recover();

    assertArrayEquals(kept, Files.readAllBytes(directory.plain(SegmentName.at(1, 1))));
    assertEquals(3, result.nextNumber());
    assertEquals(2, result.rotated().size());
  }

  @Test
  void shouldLeaveARotatedSegmentThatNoCutExplains() throws IOException {
    byte[] damaged = segment(1, "", 5);
    write(directory.plain(SegmentName.at(1, 1)), damaged);
    write(directory.plain(SegmentName.at(2, 1)), segment(2, "ab".repeat(32), 2));

    recover();

    assertArrayEquals(damaged, Files.readAllBytes(directory.plain(SegmentName.at(1, 1))));
  }

  @Test
  void shouldReadTheSegmentBeforeOneOfWhichNothingCanStay() throws IOException {
    byte[] first = segment(1, "", 3);
    write(directory.plain(SegmentName.at(1, 1)), Arrays.copyOf(first, first.length - 5));
    write(directory.plain(SegmentName.at(2, 1)), new byte[100]);

    RecoveryResult result = recover();

    assertEquals(2, result.nextNumber());
    assertArrayEquals(segment(1, "", 2), Files.readAllBytes(directory.plain(SegmentName.at(1, 1))));
    assertEquals(sha256(segment(1, "", 2)), result.previousSha256());
  }

  @Test
  void shouldNotTrustTheHeaderOfAnotherSegment() throws IOException {
    write(directory.plain(SegmentName.at(3, 1)), segment(1, "", 3));

    assertEquals("header names another segment", recover().repaired().orElseThrow().reason());
  }

  @Test
  void shouldReadOnlyTheSegmentThatWasOpen() throws IOException {
    byte[] damaged = "no segment".getBytes(StandardCharsets.UTF_8);
    write(directory.plain(SegmentName.at(1, 1)), damaged);
    write(directory.plain(SegmentName.at(2, 1)), segment(2, "", 1));

    RecoveryResult result = recover();

    assertArrayEquals(damaged, Files.readAllBytes(directory.plain(SegmentName.at(1, 1))));
    assertEquals(2, result.rotated().size());
  }

  @Test
  void shouldRemovePartsAndOnlyThose() throws IOException {
    SegmentName name = SegmentName.at(1, 1);
    byte[] content = segment(1, "", 3);
    write(directory.plain(name), content);
    Path part = directory.path().resolve(name.compressedFile() + SegmentName.PART_SUFFIX);
    Path other = directory.path().resolve("notes.txt");
    write(part, new byte[10]);
    write(other, new byte[10]);

    RecoveryResult result = recover();

    assertEquals(List.of(part), result.removedParts());
    assertFalse(Files.exists(part));
    assertTrue(Files.exists(other));
    assertEquals(3, result.repaired().orElseThrow().keptRecords());
  }

  @Test
  void shouldRemoveALeftoverOnlyWhereTheSealedFileSaysTheSame() throws IOException {
    SegmentName same = SegmentName.at(1, 1);
    SegmentName different = SegmentName.at(2, 1);
    SegmentName unreadable = SegmentName.at(3, 1);
    for (SegmentName name : List.of(same, different, unreadable)) {
      write(directory.plain(name), segment(name.number(), "", 3));
      write(directory.compressed(name), Zstd.compress(segment(name.number(), "", 3)));
      write(directory.manifest(name), "{}".getBytes(StandardCharsets.UTF_8));
    }
    write(directory.compressed(different), Zstd.compress(segment(2, "", 4)));
    write(directory.compressed(unreadable), new byte[] {1, 2, 3});

    RecoveryResult result = recover();

    assertEquals(List.of(directory.plain(same)), result.removedLeftovers());
    assertFalse(Files.exists(directory.plain(same)));
    assertTrue(Files.exists(directory.plain(different)));
    assertTrue(Files.exists(directory.plain(unreadable)));
    assertEquals(List.of(), result.rotated());
  }

  @Test
  void shouldContinueTheChainOfASealedSegment() throws IOException {
    byte[] content = segment(7, "", 3);
    write(directory.compressed(SegmentName.at(7, 1)), Zstd.compress(content));
    write(directory.manifest(SegmentName.at(7, 1)), "{}".getBytes(StandardCharsets.UTF_8));
    assertEquals(sha256(content), recover().previousSha256());

    write(
        directory.manifest(SegmentName.at(7, 1)),
        "{\"plain\":{\"sha256\":\"abc\"}}".getBytes(StandardCharsets.UTF_8));

    RecoveryResult result = recover();

    assertEquals("abc", result.previousSha256());
    assertEquals(8, result.nextNumber());
    assertEquals(Optional.empty(), result.repaired());
  }

  @Test
  void shouldRepeatTheWorkWhenItWasBrokenOff() throws IOException {
    byte[] whole = segment(1, "", 5);
    byte[] torn = Arrays.copyOf(whole, whole.length - 5);
    write(directory.plain(SegmentName.at(1, 1)), torn);
    FaultyFiles files = new FaultyFiles();
    files.failTruncates(1);
    assertThrows(IOException.class, () -> new Recovery(directory, files).run());
    assertArrayEquals(torn, Files.readAllBytes(directory.plain(SegmentName.at(1, 1))));

    RecoveryResult result = new Recovery(directory, files).run();

    checkPrefix(whole, torn, result);
    List<String> log = files.log();
    int copied = log.lastIndexOf("sync-folder quarantine");
    assertTrue(copied >= 0 && copied < indexOfPrefix(log, "truncate 000001-"), log::toString);
  }

  @Test
  void shouldLetAJournalGoOnBehindATornSegment() throws IOException {
    byte[] whole = segment(1, "", 5);
    write(directory.plain(SegmentName.at(1, 1)), Arrays.copyOf(whole, whole.length - 5));

    try (JournalFixture fixture = new JournalFixture(data)) {
      assertEquals(4, fixture.journal.recovered().repaired().orElseThrow().keptRecords());
      fixture.append(Recorded.numbered(6, 7));

      assertEquals(List.of("[1]", "[2]", "[3]", "[4]", "[6]", "[7]"), fixture.closeAndRead());
    }
  }

  private RecoveryResult recover() throws IOException {
    return new Recovery(directory, SegmentFiles.system()).run();
  }

  private static byte[] segment(long number, String previousSha256, int records) {
    RecordEncoder encoder = new RecordEncoder();
    encoder.addHeader(
        new SegmentHeader(1, "raw/binance-spot", number, 1, "caravan test", previousSha256));
    encoder.addBurst(
        Bursts.of(FlowControl.NONE, 7, Recorded.numbered(1, records).toArray(String[]::new)));
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static int indexOf(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private static int indexOfPrefix(List<String> log, String prefix) {
    return log.indexOf(
        log.stream().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow());
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static String sha256(byte[] content) {
    RunningHash hash = new RunningHash();
    hash.add(content, 0, content.length);
    return hash.hex();
  }
}
