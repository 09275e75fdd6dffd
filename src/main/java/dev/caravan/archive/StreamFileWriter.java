package dev.caravan.archive;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Writes lines as one zstd frame that states its content size and carries a checksum.
 *
 * <p>Not thread-safe.
 */
final class StreamFileWriter implements Closeable {

  private static final int BUFFER = 1 << 17;
  private static final byte[] NEWLINE = {'\n'};

  private final SegmentFiles.Output out;
  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final MessageDigest plainDigest = Sha256.digest();
  private final MessageDigest compressedDigest = Sha256.digest();
  private final ByteBuffer plain = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(BUFFER);
  private long plainBytes;
  private long compressedBytes;

  /**
   * Begins a file.
   *
   * @param bytes exactly how much will be written
   * @param memory bytes that the compressor may take
   */
  StreamFileWriter(SegmentFiles files, Path file, long bytes, int level, long memory)
      throws IOException {
    this.out = files.create(file);
    compressor.setLevel(level);
    compressor.setChecksum(true);
    compressor.setContentSize(true);
    CompressorMemory.limit(compressor, level, memory);
    compressor.setPledgedSrcSize(bytes);
  }

  void line(byte[] bytes, int from, int length) throws IOException {
    add(bytes, from, length);
    add(NEWLINE, 0, 1);
  }

  private void add(byte[] bytes, int from, int length) throws IOException {
    plainDigest.update(bytes, from, length);
    plainBytes += length;
    int at = from;
    while (at < from + length) {
      if (!plain.hasRemaining()) {
        compress();
      }
      int part = Math.min(plain.remaining(), from + length - at);
      plain.put(bytes, at, part);
      at += part;
    }
  }

  private void compress() throws IOException {
    plain.flip();
    while (plain.hasRemaining()) {
      compressor.compressDirectByteBufferStream(compressed, plain, EndDirective.CONTINUE);
      drain();
    }
    plain.clear();
  }

  /** Ends the frame and returns once it is durable. */
  void finish() throws IOException {
    compress();
    plain.flip();
    boolean isDone = false;
    while (!isDone) {
      isDone = compressor.compressDirectByteBufferStream(compressed, plain, EndDirective.END);
      drain();
    }
    out.force();
  }

  private void drain() throws IOException {
    compressed.flip();
    compressedDigest.update(compressed.duplicate());
    compressedBytes += compressed.remaining();
    while (compressed.hasRemaining()) {
      out.write(compressed);
    }
    compressed.clear();
  }

  /** What was written, before compression; once, at the end. */
  Manifest.Content plain(String name) {
    return new Manifest.Content(name, plainBytes, Sha256.hex(plainDigest));
  }

  /** The file; once, at the end. */
  Manifest.Content compressed(String name) {
    return new Manifest.Content(name, compressedBytes, Sha256.hex(compressedDigest));
  }

  @Override
  public void close() throws IOException {
    try (out) {
      compressor.close();
    }
  }
}
