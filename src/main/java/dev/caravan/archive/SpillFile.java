package dev.caravan.archive;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.caravan.journal.SegmentFiles;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A heap of lines of several streams that waits on the disk to be sorted.
 *
 * <p>Shape: zstd frames, one per buffer or long line; in their content each line as number of its
 * stream and length (four bytes each, big-endian), and its bytes. Never synced: after a crash it is
 * made again. Not thread-safe.
 */
final class SpillFile implements Closeable {

  private static final int HEAD = 2 * Integer.BYTES;

  private final Path file;
  private final SegmentFiles.Output out;
  private final ZstdCompressCtx compressor;
  private final ByteBuffer block;

  /** Begins a file. The compressor may be shared with others of the same thread. */
  SpillFile(SegmentFiles files, Path file, int buffer, ZstdCompressCtx compressor)
      throws IOException {
    this.file = file;
    this.compressor = compressor;
    this.block = ByteBuffer.allocate(buffer);
    this.out = files.create(file);
  }

  Path file() {
    return file;
  }

  void line(int stream, byte[] bytes, int from, int length) throws IOException {
    if (HEAD + length > block.remaining()) {
      flush();
    }
    if (HEAD + length > block.capacity()) {
      ByteBuffer alone = ByteBuffer.allocate(HEAD + length);
      alone.putInt(stream).putInt(length).put(bytes, from, length);
      write(alone.array(), alone.position());
    } else {
      block.putInt(stream).putInt(length).put(bytes, from, length);
    }
  }

  private void flush() throws IOException {
    if (block.position() > 0) {
      write(block.array(), block.position());
      block.clear();
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    byte[] exact = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    ByteBuffer compressed = ByteBuffer.wrap(compressor.compress(exact));
    while (compressed.hasRemaining()) {
      out.write(compressed);
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }

  /** Hands every line of a finished file on, in order. */
  static void read(Path file, Pace pace, LineSink sink) throws IOException {
    byte[] line = new byte[1 << 12];
    long read = 0;
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new ZstdInputStreamNoFinalizer(Files.newInputStream(file)), 1 << 16))) {
      while (true) {
        int stream;
        try {
          stream = in.readInt();
        } catch (EOFException end) {
          return;
        }
        int length = in.readInt();
        if (length > line.length) {
          line = new byte[Math.max(length, line.length * 2)];
        }
        in.readFully(line, 0, length);
        sink.line(stream, line, 0, length);
        read += length;
        if (read >= 1 << 20) {
          read = 0;
          pace.rest();
        }
      }
    }
  }
}
