package dev.caravan.manifest;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * The compressed bytes of one file, made as they are read, written to another file, and decoded
 * again while what they came from still lies in the processor's cache.
 *
 * <p>Shape: one zstd frame that states its content size and carries a checksum. It is made in
 * pieces of a block each, so that whoever has read all bytes of a piece can decode all of it. Not
 * thread-safe; closes neither file.
 */
final class CompressingStream extends InputStream {

  /** What zstd makes a block of by itself, so that the pieces cost no byte. */
  private static final int PIECE = 1 << 17;

  private final FileChannel from;
  private final FileChannel to;
  private final long size;
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  // To be read: what the piece was, and what was made of it.
  private final ByteBuffer plain = ByteBuffer.allocateDirect(PIECE).limit(0);
  private final ByteBuffer made =
      ByteBuffer.allocateDirect((int) Zstd.compressBound(PIECE) + 64).limit(0);
  private final CRC32 checksum = new CRC32();
  private long read;
  private boolean isEnded;

  /**
   * Compresses all of {@code from} behind the position of {@code to}.
   *
   * @param level of zstd, 1 to 22
   */
  CompressingStream(FileChannel from, FileChannel to, int level) throws IOException {
    this.from = from;
    this.to = to;
    this.size = from.size();
    context.setLevel(level);
    context.setChecksum(true);
    context.setContentSize(true);
    context.setPledgedSrcSize(size);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Compresses and writes the next piece where the one before was read.
   *
   * @throws IOException also where the file changed its size meanwhile
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!made.hasRemaining()) {
      if (isEnded) {
        return -1;
      }
      makePiece();
    }
    int count = Math.min(length, made.remaining());
    made.get(buffer, offset, count);
    return count;
  }

  private void makePiece() throws IOException {
    if (plain.hasRemaining()) {
      throw new ManifestException("copy differs from the original: offset=" + decoded());
    }
    readPiece();
    made.clear();
    isEnded = read == size;
    boolean isWhole =
        context.compressDirectByteBufferStream(
            made, plain, isEnded ? EndDirective.END : EndDirective.FLUSH);
    if (!isWhole || plain.hasRemaining()) {
      throw new IOException("piece not compressed whole: offset=" + decoded());
    }
    plain.rewind();
    made.flip();
    while (made.hasRemaining()) {
      to.write(made);
    }
    made.rewind();
  }

  private void readPiece() throws IOException {
    plain.clear().limit((int) Math.min(PIECE, size - read));
    while (plain.hasRemaining()) {
      int count = from.read(plain, read);
      if (count < 0) {
        throw new IOException("file shrank while it was compressed: bytes=" + read);
      }
      read += count;
    }
    checksum.update(plain.flip());
    plain.rewind();
  }

  /** CRC-32 of what was read of the file so far. */
  long crc32() {
    return checksum.getValue();
  }

  /** How much of the file was decoded and compared. */
  private long decoded() {
    return read - plain.remaining();
  }

  /**
   * Reads what somebody decodes of these bytes, and fails where it is not what they came from, its
   * end included.
   *
   * @param decoded reads through this; closed with the result
   */
  InputStream compared(InputStream decoded) {
    return new SeenStream(decoded) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        requireSame(buffer, offset, Math.max(0, count), count < 0);
        return count;
      }
    };
  }

  private void requireSame(byte[] buffer, int offset, int count, boolean isEnd)
      throws ManifestException {
    if (isEnd ? decoded() < size : count > plain.remaining()) {
      throw new ManifestException(
          "copy is " + (isEnd ? "shorter" : "longer") + " than the original: bytes=" + decoded());
    }
    ByteBuffer expected = plain.duplicate().limit(plain.position() + count);
    int mismatch = ByteBuffer.wrap(buffer, offset, count).mismatch(expected);
    if (mismatch >= 0) {
      throw new ManifestException(
          "copy differs from the original: offset=" + (decoded() + mismatch));
    }
    plain.position(plain.position() + count);
  }

  @Override
  public void close() {
    context.close();
  }
}
