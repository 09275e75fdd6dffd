package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and digests the bytes that are read through it. Not thread-safe. */
public final class ContentStream extends FilterInputStream {

  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  public ContentStream(InputStream in) {
    super(requireNonNull(in, "in"));
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      digest.update((byte) value);
      bytes++;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      digest.update(buffer, offset, count);
      bytes += count;
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    // Skipped bytes belong to the content too.
    byte[] skipped = new byte[(int) Math.min(count, 8192)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Bytes read so far. */
  public long bytes() {
    return bytes;
  }

  /** Reads what is left. */
  public void drain() throws IOException {
    byte[] rest = new byte[1 << 16];
    while (read(rest, 0, rest.length) >= 0) {
      // counted and digested
    }
  }

  /** What was read, as the content of a file of this name; once, at the end. */
  public Manifest.Content content(String file) {
    return new Manifest.Content(file, bytes, Sha256.hex(digest));
  }
}
