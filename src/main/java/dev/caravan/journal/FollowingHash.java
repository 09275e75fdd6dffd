package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The SHA-256 of the first bytes of a file that grows, made by reading behind whoever writes it.
 *
 * <p>A segment's digest is needed twice, in the next header and in its manifest, and only when it
 * is complete. So the writer does not hash while it writes; it reads the file once, from the cache
 * of the system, most of it before the rotation. Not thread-safe.
 */
final class FollowingHash implements Closeable {
  private static final int CHUNK = 1 << 16;

  private final Path path;
  private RunningHash hash = new RunningHash();
  private InputStream in = InputStream.nullInputStream();
  private byte[] chunk = new byte[0]; // made by the first read
  private long hashed;

  FollowingHash(Path path) {
    this.path = requireNonNull(path, "path");
  }

  /** Goes on, at most {@code most} bytes and not beyond {@code end} of the file. */
  void follow(long end, long most) throws IOException {
    long stop = Math.min(end, hashed + most);
    try {
      while (hashed < stop) {
        read((int) Math.min(CHUNK, stop - hashed));
      }
    } catch (IOException e) {
      beginAgain();
      throw e;
    }
  }

  /** Lower-case hex of the first {@code length} bytes, which never change from now on. */
  String hex(long length) throws IOException {
    if (hashed > length) {
      beginAgain();
    }
    follow(length, Long.MAX_VALUE - hashed);
    return hash.hex();
  }

  private void read(int count) throws IOException {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
      in = Files.newInputStream(path);
    }
    int got = in.read(chunk, 0, count);
    if (got <= 0) {
      throw new IOException("file is shorter than what was written: bytes=" + hashed);
    }
    hash.add(chunk, 0, got);
    hashed += got;
  }

  private void beginAgain() throws IOException {
    hash = new RunningHash();
    hashed = 0;
    chunk = new byte[0];
    in.close();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
