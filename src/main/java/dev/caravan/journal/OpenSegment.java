package dev.caravan.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * The one segment file that is being written, and how much of it is good and durable.
 *
 * <p>Shape: {@code durable <= good <= length of the file}. Up to {@code good} the file holds whole
 * records; what a failed write left behind that is cut before the next write. Writer thread only.
 */
final class OpenSegment {
  private final SegmentFiles.Output output;
  private final Path path;
  private final SegmentName name;
  private final long startedAtNs;
  private final FollowingHash hash;
  private final CRC32 encoded = new CRC32(); // of the good bytes, as they were in memory
  private long good;
  private long durable;
  private boolean isEncodedKnown = true; // until bytes are taken away
  private boolean mustCut;
  private boolean hasFailedSync;

  private OpenSegment(SegmentFiles.Output output, Path path, SegmentHeader header) {
    this.output = output;
    this.path = path;
    this.name = header.name();
    this.startedAtNs = header.startedAtNs();
    this.hash = new FollowingHash(path);
  }

  /** Makes the file, which is a segment only once {@link #begin} has returned. */
  static OpenSegment create(SegmentFiles files, JournalDirectory directory, SegmentHeader header)
      throws IOException {
    Path path = directory.plain(header.name());
    files.createFolder(directory.path());
    return new OpenSegment(files.create(path), path, header);
  }

  /** Writes the header and makes it and the name durable; {@link #discard} follows a failure. */
  void begin(SegmentFiles files, JournalDirectory directory, SegmentHeader header)
      throws IOException {
    RecordEncoder encoder = new RecordEncoder(512);
    encoder.addHeader(header);
    append(List.of(ByteBuffer.wrap(encoder.bytes(), 0, encoder.length())));
    force();
    files.syncFolder(directory.path());
  }

  /** Takes a file that was not begun away for good; call again where that fails. */
  void discard(SegmentFiles files, JournalDirectory directory) throws IOException {
    try (hash;
        output) {
      files.delete(path);
    }
    files.syncFolder(directory.path());
  }

  /**
   * Writes all of the bytes, whole records, or none of them.
   *
   * @throws IOException if the disk took less; call again with the same bytes
   */
  void append(List<ByteBuffer> bytes) throws IOException {
    cutTail();
    mustCut = true;
    List<ByteBuffer> whole = bytes.stream().map(ByteBuffer::duplicate).toList();
    long length = 0;
    for (ByteBuffer each : bytes) {
      int count = each.remaining();
      int written = output.write(each);
      if (written < count) {
        throw new IOException("short write: " + written + " of " + count + " bytes");
      }
      length += count;
    }
    mustCut = false;
    good += length;
    whole.forEach(encoded::update);
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
    isEncodedKnown &= good == durable;
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

  /** CRC-32 of the good bytes as they were given to {@link #append}, whatever the file holds. */
  OptionalLong encodedCrc32() {
    return isEncodedKnown ? OptionalLong.of(encoded.getValue()) : OptionalLong.empty();
  }

  /** SHA-256 of the good bytes, read from the file. */
  String sha256() throws IOException {
    return hash.hex(good);
  }
}
