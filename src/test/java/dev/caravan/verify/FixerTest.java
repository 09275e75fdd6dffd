package dev.caravan.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.journal.DataLock;
import dev.caravan.journal.DataLockedException;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir Path data;

  private TestJournal journal;
  private Path first;
  private Path second;

  @BeforeEach
  void recordTwoSealedSegments() throws IOException {
    journal = new TestJournal(data);
    first = journal.begin().started().trades(1, 2, 4).seal();
    second = journal.begin().trades(5, 7).seal();
  }

  @Test
  void shouldRebuildAMissingManifestAndChangeNoOther() throws IOException {
    journal.begin().trades(8).seal();
    Path manifest = journal.folder().manifest(TestJournal.segment(2));
    Manifest before = ManifestFormat.read(manifest);
    Files.delete(manifest);
    Map<Path, byte[]> others = files();

    List<Fix> fixes = fix();

    assertEquals(List.of(true), fixes.stream().map(Fix::isDone).toList());
    assertEquals(data.relativize(manifest).toString(), fixes.get(0).file());
    assertTrue(fixes.get(0).what().contains("the next segment proves"), fixes.toString());
    assertEquals(before.asRebuilt(NOW.toString()), ManifestFormat.read(manifest));
    Map<Path, byte[]> after = files();
    others.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), file.toString()));
    assertClean();
  }

  @Test
  void shouldRebuildTheManifestOfTheLastSegmentToo() throws IOException {
    Files.delete(journal.folder().manifest(TestJournal.segment(2)));

    assertTrue(fix().get(0).what().contains("no later segment proves it"));

    assertClean();
  }

  @Test
  void shouldNotRebuildAManifestFromContentThatTheNextSegmentDoesNotFollow() throws IOException {
    new TestJournal(data.resolve("other")).begin().trades(90).seal();
    Path other = data.resolve("other").resolve(data.relativize(first));
    Files.copy(other, first, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path manifest = journal.folder().manifest(TestJournal.segment(1));
    Files.delete(manifest);

    List<Fix> fixes = fix();

    assertFalse(fixes.get(0).isDone());
    assertTrue(fixes.get(0).what().contains("follows other content"), fixes.toString());
    assertFalse(Files.exists(manifest));
  }

  @Test
  void shouldNotRebuildAManifestFromADamagedFile() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length / 2] ^= 1;
    Files.write(first, bytes);
    Files.delete(journal.folder().manifest(TestJournal.segment(1)));

    List<Fix> fixes = fix();

    assertFalse(fixes.get(0).isDone());
    assertArrayEquals(bytes, Files.readAllBytes(first));
  }

  @Test
  void shouldSetAnUnreadableManifestAsideAndRebuildIt() throws IOException {
    Path manifest = journal.folder().manifest(TestJournal.segment(1));
    Files.writeString(manifest, "{\"formatVersion\": 1, oops");

    assertTrue(fix().get(0).isDone());

    Path aside = data.resolve("quarantine").resolve("raw-test-venue-" + manifest.getFileName());
    assertEquals("{\"formatVersion\": 1, oops", Files.readString(aside));
    assertClean();
  }

  @Test
  void shouldLeaveAManifestOfALaterVersion() throws IOException {
    Path manifest = journal.folder().manifest(TestJournal.segment(1));
    String later =
        Files.readString(manifest).replace("\"formatVersion\": 1", "\"formatVersion\": 2");
    Files.writeString(manifest, later);

    List<Fix> fixes = fix();

    assertFalse(fixes.get(0).isDone());
    assertTrue(fixes.get(0).what().contains("upgrade to read it"), fixes.toString());
    assertEquals(later, Files.readString(manifest));
  }

  @Test
  void shouldMakeADamagedSealedFileAnewFromItsProvenPlainFile() throws IOException {
    Path plain = journal.folder().plain(TestJournal.segment(1));
    byte[] good = Files.readAllBytes(first);
    Files.write(plain, com.github.luben.zstd.Zstd.decompress(good, 1 << 20));
    byte[] damaged = good.clone();
    damaged[damaged.length - 1] ^= 1;
    Files.write(first, damaged);

    assertTrue(fix().get(0).isDone());

    Path aside = data.resolve("quarantine").resolve("raw-test-venue-" + first.getFileName());
    assertArrayEquals(damaged, Files.readAllBytes(aside));
    assertFalse(Files.exists(plain));
    assertClean();
  }

  @Test
  void shouldLeaveADamagedSealedFileWithoutAPlainOne() throws IOException {
    byte[] damaged = Files.readAllBytes(second);
    damaged[5] ^= 1;
    Files.write(second, damaged);
    Path differing = journal.folder().plain(TestJournal.segment(2));
    Files.writeString(differing, "something else");

    List<Fix> fixes = fix();

    assertEquals(List.of(false), fixes.stream().map(Fix::isDone).toList());
    assertArrayEquals(damaged, Files.readAllBytes(second));
    assertEquals("something else", Files.readString(differing));
  }

  @Test
  void shouldDoWhatTheNextStartWouldDo() throws IOException {
    Path leftover = journal.folder().plain(TestJournal.segment(2));
    Files.write(
        leftover, com.github.luben.zstd.Zstd.decompress(Files.readAllBytes(second), 1 << 20));
    Path part = data.resolve(second + ".part");
    Files.writeString(part, "half");
    Path open = journal.begin().trades(8).raw("{\"torn").write();
    long size = Files.size(open);

    List<Fix> fixes = fix();

    assertEquals(3, fixes.size(), fixes.toString());
    assertTrue(fixes.stream().allMatch(Fix::isDone));
    assertFalse(Files.exists(leftover));
    assertFalse(Files.exists(part));
    assertEquals(size - 6, Files.size(open));
    assertClean();
  }

  @Test
  void shouldFindNothingToDoInAWholeRecordingAndASecondTime() throws IOException {
    Map<Path, byte[]> before = files();

    assertEquals(List.of(), fix());

    assertEquals(before.keySet(), files().keySet());
    Files.delete(journal.folder().manifest(TestJournal.segment(1)));
    assertEquals(1, fix().size());
    assertEquals(List.of(), fix());
  }

  @Test
  void shouldNotTouchAFolderThatIsInUse() throws IOException {
    Files.delete(journal.folder().manifest(TestJournal.segment(1)));
    try (DataLock held = DataLock.acquire(data, NOW)) {
      assertThrows(DataLockedException.class, this::fix);
      assertTrue(held.toString().length() > 0);
    }
    assertFalse(Files.exists(journal.folder().manifest(TestJournal.segment(1))));
  }

  private List<Fix> fix() throws IOException {
    return new Fixer(TestMapping::of, 7, "test", NOW).fix(data);
  }

  private void assertClean() throws IOException {
    assertEquals(List.of(), new Verifier(TestMapping::of).verify(data).damage());
  }

  private Map<Path, byte[]> files() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
