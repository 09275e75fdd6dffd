package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads one stream and fails at the first byte in which a second one differs, its end included.
 *
 * <p>Not thread-safe; closes both.
 */
final class ComparedStream extends SeenStream {

  private final InputStream copy;
  private byte[] other = new byte[1 << 16];
  private long position;

  ComparedStream(InputStream in, InputStream copy) {
    super(in);
    this.copy = requireNonNull(copy, "copy");
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count < 0) {
      if (copy.read() >= 0) {
        throw new ManifestException("copy is longer than the original: bytes=" + position);
      }
      return count;
    }
    if (other.length < count) {
      other = new byte[count];
    }
    int copied = copy.readNBytes(other, 0, count);
    int mismatch = Arrays.mismatch(buffer, offset, offset + count, other, 0, copied);
    if (mismatch >= 0) {
      throw new ManifestException(
          "copy differs from the original: offset=" + (position + mismatch));
    }
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      copy.close();
    }
  }
}
