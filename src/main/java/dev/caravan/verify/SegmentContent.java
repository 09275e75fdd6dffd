package dev.caravan.verify;

import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ContentStream;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ZstdContent;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads one segment file and digests on the way what is stored and what it decodes to. */
final class SegmentContent implements Closeable {

  private final Path file;
  private final boolean isCompressed;
  private final ContentStream stored;
  private final ContentStream plain;
  private final SegmentReader reader;

  private SegmentContent(Path file, boolean isCompressed, SegmentReader.Tail tail)
      throws IOException {
    this.file = file;
    this.isCompressed = isCompressed;
    long size = Files.size(file);
    InputStream bytes = Files.newInputStream(file);
    // A segment that is being written grows while it is read; what was there at first is enough.
    stored = new ContentStream(isCompressed ? bytes : new FirstBytes(bytes, size));
    plain = isCompressed ? new ContentStream(ZstdContent.decode(stored)) : stored;
    reader = SegmentReader.of(plain, tail, file.toString());
  }

  /**
   * Opens the content of a segment.
   *
   * @throws java.nio.file.NoSuchFileException if it was sealed or removed meanwhile
   */
  static SegmentContent open(SegmentFile segment, Path file) throws IOException {
    boolean isCompressed = segment.compressed().filter(file::equals).isPresent();
    return new SegmentContent(file, isCompressed, segment.tail());
  }

  SegmentReader reader() {
    return reader;
  }

  boolean isCompressed() {
    return isCompressed;
  }

  Path file() {
    return file;
  }

  /** Digest of the plain content; once, when all was read. */
  Manifest.Content plainContent(String name) {
    return plain.content(name);
  }

  /** Digest of the file as stored; once, when all was read, and only of a compressed one. */
  Manifest.Content storedContent(String name) throws IOException {
    stored.drain();
    return stored.content(name);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Ends after a number of bytes. */
  private static final class FirstBytes extends FilterInputStream {
    private long left;

    FirstBytes(InputStream in, long bytes) {
      super(in);
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
