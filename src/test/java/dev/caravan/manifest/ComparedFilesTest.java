package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparedFilesTest {

  @TempDir private Path data;

  private final ComparedFiles compared = new ComparedFiles();
  private Path plain;
  private Path compressed;
  private Manifest manifest;

  @BeforeEach
  void sealASegment() throws IOException {
    TestJournal journal = new TestJournal(data);
    plain = journal.begin().trades(1, 2, 3).write();
    byte[] content = Files.readAllBytes(plain);
    journal.seal();
    Files.write(plain, content);
    compressed = journal.folder().compressed(TestJournal.segment(1));
    manifest = ManifestFormat.read(journal.folder().manifest(TestJournal.segment(1)));
    age(plain);
    age(compressed);
  }

  @Test
  void shouldKnowFilesThatNobodyTouched() throws IOException {
    assertEquals(manifest, compared.compare(plain, compressed, () -> manifest));

    assertTrue(compared.isPlain(plain, manifest));
    assertTrue(compared.isCompressed(plain, compressed, manifest));
  }

  @Test
  void shouldKnowTheCompressedFileUnderItsPublishedName() throws IOException {
    Path part = compressed.resolveSibling("copy.part");
    Files.move(compressed, part);
    compared.compare(plain, part, () -> manifest);
    Files.move(part, compressed);

    assertTrue(compared.isCompressed(plain, compressed, manifest));
  }

  @Test
  void shouldNotKnowAFileThatWasWrittenSince() throws IOException {
    compared.compare(plain, compressed, () -> manifest);
    Files.write(plain, Files.readAllBytes(plain));
    Files.write(compressed, Files.readAllBytes(compressed));

    assertFalse(compared.isPlain(plain, manifest));
    assertFalse(compared.isCompressed(plain, compressed, manifest));
  }

  @Test
  void shouldNotKnowAFileThatAnotherTookThePlaceOf() throws IOException {
    compared.compare(plain, compressed, () -> manifest);
    FileTime time = Files.getLastModifiedTime(plain);
    Path other = plain.resolveSibling("other");
    Files.copy(plain, other);
    Files.setLastModifiedTime(other, time);
    Files.delete(plain);
    Files.copy(other, data.resolve("keeps the inode of the deleted file"));
    Files.move(other, plain);

    assertFalse(compared.isPlain(plain, manifest));
  }

  @Test
  void shouldNotKnowAFileWrittenWhileItWasCompared() throws IOException {
    compared.compare(
        plain,
        compressed,
        () -> {
          Files.write(plain, Files.readAllBytes(plain));
          return manifest;
        });

    assertFalse(compared.isPlain(plain, manifest));
  }

  @Test
  void shouldNotTrustAStampThatTheNextWriteMayGetToo() throws IOException {
    FileTime now = FileTime.from(Instant.now().plusSeconds(1));
    Files.setLastModifiedTime(plain, now);

    compared.compare(plain, compressed, () -> manifest);

    assertFalse(compared.isPlain(plain, manifest));
  }

  @Test
  void shouldNotKnowFilesThatDiffer() {
    assertThrows(
        ManifestException.class,
        () ->
            compared.compare(
                plain,
                compressed,
                () -> {
                  throw new ManifestException("differs");
                }));

    assertFalse(compared.isPlain(plain, manifest));
  }

  @Test
  void shouldForgetWhatAnotherManifestSays() throws IOException {
    compared.compare(plain, compressed, () -> manifest);
    TestJournal other = new TestJournal(data.resolve("other"));
    other.begin().trades(7).seal();
    Manifest another = ManifestFormat.read(other.folder().manifest(TestJournal.segment(1)));

    assertFalse(compared.isPlain(plain, another));
    assertFalse(compared.isCompressed(plain, compressed, another));
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofSeconds(10))));
  }
}
