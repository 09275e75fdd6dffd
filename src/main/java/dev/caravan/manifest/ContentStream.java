package dev.caravan.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes that are read through it and makes their digest, unless that is known. Not
 * thread-safe.
 */
public final class ContentStream extends SeenStream {

  private final @Nullable String known;
  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  public ContentStream(InputStream in) {
    this(in, Optional.empty());
  }

  /**
   * Reads through {@code in}.
   *
   * @param sha256 of all that can be read, where somebody has made it before
   */
  ContentStream(InputStream in, Optional<String> sha256) {
    super(in);
    this.known = sha256.orElse(null);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      if (known == null) {
        digest.update(buffer, offset, count);
      }
      bytes += count;
    }
    return count;
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
    return new Manifest.Content(file, bytes, known == null ? Sha256.hex(digest) : known);
  }
}
