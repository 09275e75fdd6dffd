package dev.caravan.manifest;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Compresses one file into one zstd frame that states its content size and carries a checksum. */
final class ZstdFile {

  private static final int BUFFER = 1 << 18;

  private ZstdFile() {}

  /**
   * Compresses all of {@code from} behind the position of {@code to}.
   *
   * @throws IOException also where {@code from} changes its size meanwhile
   */
  static void compress(FileChannel from, FileChannel to, int level) throws IOException {
    long size = from.size();
    ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLevel(level);
      context.setChecksum(true);
      context.setContentSize(true);
      context.setPledgedSrcSize(size);
      long read = 0;
      while (read < size) {
        in.clear();
        int count = from.read(in, read);
        if (count < 0) {
          throw new IOException("file shrank while it was compressed: bytes=" + read);
        }
        read += count;
        in.flip();
        while (in.hasRemaining()) {
          context.compressDirectByteBufferStream(out, in, EndDirective.CONTINUE);
          drain(out, to);
        }
      }
      in.clear().flip();
      boolean isDone = false;
      while (!isDone) {
        isDone = context.compressDirectByteBufferStream(out, in, EndDirective.END);
        drain(out, to);
      }
    }
  }

  private static void drain(ByteBuffer out, FileChannel to) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      to.write(out);
    }
    out.clear();
  }
}
