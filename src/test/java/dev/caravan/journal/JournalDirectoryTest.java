package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalDirectoryTest {
  @TempDir Path data;

  @Test
  void shouldTellTheStatesApart() throws IOException {
    JournalDirectory directory = new JournalDirectory(data, "raw/binance-spot");
    SegmentName purged = SegmentName.at(1, 0);
    SegmentName leftover = SegmentName.at(2, 0);
    SegmentName unproven = SegmentName.at(3, 0);
    SegmentName rotated = SegmentName.at(4, 0);
    SegmentName open = SegmentName.at(5, 0);
    touch(directory.manifest(purged));
    touch(directory.manifest(leftover));
    touch(directory.plain(leftover));
    touch(directory.compressed(leftover));
    touch(directory.compressed(unproven));
    touch(directory.plain(rotated));
    touch(directory.path().resolve(rotated.compressedFile() + ".part"));
    touch(directory.plain(open));
    touch(directory.path().resolve("notes.txt"));

    List<SegmentFile> segments = directory.segments();

    assertEquals(
        List.of(
            SegmentFile.State.SEALED,
            SegmentFile.State.SEALED,
            SegmentFile.State.UNPROVEN,
            SegmentFile.State.ROTATED,
            SegmentFile.State.OPEN),
        segments.stream().map(SegmentFile::state).toList());
    assertEquals(Optional.empty(), segments.get(0).content());
    assertEquals(Optional.of(directory.compressed(leftover)), segments.get(1).content());
    assertEquals(Optional.of(directory.plain(open)), segments.get(4).content());
    assertEquals(1, directory.parts().size());
  }

  @Test
  void shouldSeeASealedSegmentOfTheHighestNumber() throws IOException {
    JournalDirectory directory = new JournalDirectory(data, "raw/x");
    touch(directory.compressed(SegmentName.at(9, 0)));
    touch(directory.manifest(SegmentName.at(9, 0)));

    assertEquals(SegmentFile.State.SEALED, directory.segments().get(0).state());
  }

  @Test
  void shouldFindAllJournals() throws IOException {
    touch(new JournalDirectory(data, "raw/binance-spot").plain(SegmentName.at(1, 0)));
    touch(new JournalDirectory(data, "raw/bybit").manifest(SegmentName.at(1, 0)));
    Files.createDirectories(data.resolve("journal/raw/empty"));

    assertEquals(
        List.of("raw/binance-spot", "raw/bybit"),
        JournalDirectory.all(data).stream().map(JournalDirectory::name).toList());
    assertTrue(JournalDirectory.all(data.resolve("nothing")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "..", "raw/../..", "/etc", "raw//x", "raw/x/", "raw/.x", "a b"})
  void shouldRefuseANameThatLeavesItsFolder(String name) {
    assertThrows(IllegalArgumentException.class, () -> new JournalDirectory(data, name));
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }
}
