package dev.caravan.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The one segment file that is being written, and how much of it is good and durable.
 *
 * <p>Shape: {@code durable <= good <= length of the file}. Up to {@code good} the file holds whole
 * records; what a failed write left behind that is cut before the next write. Writer thread only.
 */
final class OpenSegment {
  private static final int CHUNK = 1 << 20;

  private final SegmentFiles.Output output;
  private final Path path;
  private final SegmentName name;
  private final long startedAtNs;
  private final ByteBuffer buffer;
  private final FollowingHash hash;
  private long good;
  private long durable;
  private boolean mustCut;
  private boolean hasFailedSync;

  private OpenSegment(
      SegmentFiles.Output output, Path path, SegmentHeader header, ByteBuffer buffer) {
    this.output = output;
    this.path = path;
    this.name = header.name();
    this.startedAtNs = header.startedAtNs();
    this.buffer = buffer;
    this.hash = new FollowingHash(path);
  }

  /** Room for writing, to be shared by the segments of one writer. */
  static ByteBuffer newBuffer() {
    return ByteBuffer.allocateDirect(CHUNK);
  }

  /** Makes the file with its header, both durable; leaves nothing behind where that fails. */
  static OpenSegment create(
      SegmentFiles files, JournalDirectory directory, SegmentHeader header, ByteBuffer buffer)
      throws IOException {
    Path path = directory.plain(header.name());
    files.createFolder(directory.path());
    OpenSegment segment = new OpenSegment(files.create(path), path, header, buffer);
    try {
      RecordEncoder encoder = new RecordEncoder(512);
      encoder.addHeader(header);
      segment.append(encoder.bytes(), encoder.length());
      segment.force();
      files.syncFolder(directory.path());
      return segment;
    } catch (IOException | RuntimeException e) {
      segment.discard(files, e);
      throw e;
    }
  }

  private void discard(SegmentFiles files, Exception cause) {
    try (output) {
      files.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Writes all of the bytes, whole records, or none of them.
   *
   * @throws IOException if the disk took less; call again with the same bytes
   */
  void append(byte[] bytes, int length) throws IOException {
    cutTail();
    mustCut = true;
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      buffer.clear();
      buffer.put(bytes, from, count);
      buffer.flip();
      int written = output.write(buffer);
      if (written < count) {
        throw new IOException("short write: " + written + " of " + count + " bytes");
      }
    }
    mustCut = false;
    good += length;
  }

  /** Takes away what a failed write left behind; may be called again where it fails. */
  void cutTail() throws IOException {
    if (mustCut) {
      output.truncate(good);
      mustCut = false;
    }
  }

  /** Makes all that is good durable. After a failure only {@link #cutToDurable} may follow. */
  void force() throws IOException {
    hasFailedSync = true;
    output.force();
    hasFailedSync = false;
    durable = good;
  }

  /** Takes away whatever the disk may have lost. */
  void cutToDurable() throws IOException {
    output.truncate(durable);
    mustCut = false;
    good = durable;
  }

  /** Whether a sync failed: another one would succeed and mean nothing. */
  boolean hasFailedSync() {
    return hasFailedSync;
  }

  void close() throws IOException {
    try (hash) {
      output.close();
    }
  }

  Path path() {
    return path;
  }

  SegmentName name() {
    return name;
  }

  long startedAtNs() {
    return startedAtNs;
  }

  /** Bytes of whole records in the file. */
  long bytes() {
    return good;
  }

  long unsyncedBytes() {
    return good - durable;
  }

  /** Hashes some more of what is durable, so that less is left to be hashed at the end. */
  void hashAhead(long most) throws IOException {
    hash.follow(durable, most);
  }

  /** SHA-256 of the good bytes, read from the file. */
  String sha256() throws IOException {
    return hash.hex(good);
  }
}
