package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressingStreamTest {

  private static final int PIECE = 1 << 17;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 1_000_003})
  void shouldWriteOneFrameThatDecodesToTheFile(int size) throws IOException {
    byte[] content = lines(size);

    byte[] decoded = copy(content, InputStream::readAllBytes);

    byte[] frame = Files.readAllBytes(part());
    assertArrayEquals(content, decoded);
    assertArrayEquals(content, Zstd.decompress(frame, size));
    assertEquals(size, Zstd.getFrameContentSize(frame));
    assertEquals(0x04, frame[4] & 0x04, "content checksum flag");
    assertEquals(frame.length, Zstd.findFrameCompressedSize(frame, 0, frame.length));
  }

  @Test
  void shouldDecodeAsMuchAsIsAskedFor() throws IOException {
    byte[] content = lines(2 * PIECE + 77);
    Random random = new Random(1);

    byte[] decoded =
        copy(
            content,
            in -> {
              byte[] all = new byte[content.length];
              int length = 0;
              while (length < all.length) {
                int most = Math.min(all.length - length, 1 + random.nextInt(10_000));
                length += in.read(all, length, most);
              }
              assertEquals(-1, in.read());
              return all;
            });

    assertArrayEquals(content, decoded);
  }

  @Test
  void shouldPassContentThatCannotBeCompressed() throws IOException {
    byte[] content = new byte[5 * PIECE + 3];
    new Random(2).nextBytes(content);

    assertArrayEquals(content, copy(content, InputStream::readAllBytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000, PIECE, 2 * PIECE + 5})
  void shouldRefuseWhatDecodesToOtherBytes(int offset) throws IOException {
    byte[] content = lines(3 * PIECE);

    ManifestException refused =
        assertThrows(
            ManifestException.class, () -> copyAs(content, flipped(content, offset), PIECE));

    assertTrue(refused.getMessage().contains("offset=" + offset), refused.getMessage());
  }

  @Test
  void shouldRefuseWhatDecodesToFewerOrMoreBytes() throws IOException {
    byte[] content = lines(2 * PIECE);

    assertThrows(
        ManifestException.class,
        () -> copyAs(content, Arrays.copyOf(content, content.length - 1), PIECE));
    assertThrows(
        ManifestException.class,
        () -> copyAs(content, Arrays.copyOf(content, content.length + 1), PIECE));
    assertThrows(ManifestException.class, () -> copyAs(content, content, PIECE - 1));
  }

  @Test
  void shouldFailWhereTheFileShrinksMeanwhile() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), lines(2 * PIECE));
    try (FileChannel from = FileChannel.open(plain, StandardOpenOption.READ);
        FileChannel to = create();
        CompressingStream stream = new CompressingStream(from, to, 1)) {
      Files.write(plain, new byte[0]);

      assertThrows(IOException.class, stream::read);
    }
  }

  @FunctionalInterface
  private interface Reading {
    byte[] of(InputStream decoded) throws IOException;
  }

  private byte[] copy(byte[] content, Reading reading) throws IOException {
    Path plain = Files.write(folder.resolve("plain"), content);
    try (FileChannel from = FileChannel.open(plain, StandardOpenOption.READ);
        FileChannel to = create();
        CompressingStream stream = new CompressingStream(from, to, 1);
        InputStream decoded = stream.compared(ZstdContent.decode(stream))) {
      return reading.of(decoded);
    }
  }

  /** With a decoder that takes a piece at a time and gives other bytes. */
  private void copyAs(byte[] content, byte[] decodedTo, int step) throws IOException {
    Path plain = Files.write(folder.resolve("plain"), content);
    try (FileChannel from = FileChannel.open(plain, StandardOpenOption.READ);
        FileChannel to = create();
        CompressingStream stream = new CompressingStream(from, to, 1);
        InputStream decoded = stream.compared(decoder(stream, decodedTo, step))) {
      decoded.readAllBytes();
    }
  }

  private static InputStream decoder(InputStream stream, byte[] decodedTo, int step) {
    return new FilterInputStream(new ByteArrayInputStream(decodedTo)) {
      private final byte[] compressed = new byte[2 * PIECE];
      private int left;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
          stream.read(compressed, 0, compressed.length);
          left = step;
        }
        int count = in.read(buffer, offset, Math.min(left, length));
        left -= Math.max(0, count);
        return count;
      }
    };
  }

  private FileChannel create() throws IOException {
    return FileChannel.open(
        part(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private Path part() {
    return folder.resolve("part");
  }

  private static byte[] flipped(byte[] content, int offset) {
    byte[] changed = content.clone();
    changed[offset] ^= 1;
    return changed;
  }

  private static byte[] lines(int size) {
    StringBuilder text = new StringBuilder(size + 64);
    Random random = new Random(size);
    while (text.length() < size) {
      text.append("{\"price\":\"").append(random.nextInt(10_000)).append("\"}\n");
    }
    return Arrays.copyOf(
        text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII), size);
  }
}
