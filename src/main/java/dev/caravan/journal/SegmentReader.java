package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the lines of one segment, plain or compressed, or of any records without a header, in
 * order.
 *
 * <p>Takes no lock and works beside the writer. Needs the memory of one buffer and the longest
 * line. A line that is no record does not end the reading: {@link #record} says what is wrong with
 * it, and the next line can be asked for. Not thread-safe.
 *
 * <pre>
 * while (reader.next()) {
 *   ParsedRecord record = reader.record();
 * }
 * </pre>
 */
public final class SegmentReader implements Closeable {

  /** What it means when the content ends in the middle of a line. */
  public enum Tail {
    /** Damage: the rest is delivered as a line that is no record. */
    WHOLE,
    /** The writer is just writing it: the rest is not delivered. */
    MAY_BE_TORN
  }

  private static final int BUFFER = 1 << 18;
  private static final int LONG_LINE = 1 << 20;
  private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;

  private final InputStream in;
  private final Tail tail;
  private final boolean hasHeader;
  private final String file;
  private final RecordParser parser;
  private byte[] buffer = new byte[BUFFER];
  // The line is buffer[from, to); what follows nextFrom up to filled was read ahead.
  private int from;
  private int to;
  private int nextFrom;
  private int filled;
  private long offset;
  private long nextOffset;
  private long lines;
  private long tornBytes;
  private boolean isTorn;
  private boolean isGarbage;

  private SegmentReader(InputStream in, Tail tail, boolean hasHeader, String file) {
    this(in, tail, hasHeader, file, new RecordParser());
  }

  private SegmentReader(
      InputStream in, Tail tail, boolean hasHeader, String file, RecordParser parser) {
    this.in = requireNonNull(in, "in");
    this.tail = requireNonNull(tail, "tail");
    this.hasHeader = hasHeader;
    this.file = file;
    this.parser = parser;
  }

  /** Opens a segment's plain file or, by its name, the compressed one. */
  public static SegmentReader open(Path file, Tail tail) throws IOException {
    requireNonNull(tail, "tail");
    return new SegmentReader(openContent(file), tail, true, file.toString());
  }

  /** Reads lines from any stream of plain content; closes it. */
  public static SegmentReader of(InputStream plain, Tail tail) {
    return of(plain, tail, "-");
  }

  /**
   * Reads lines from a stream of plain content; closes it.
   *
   * @param file names where it comes from, for messages
   */
  public static SegmentReader of(InputStream plain, Tail tail, String file) {
    return new SegmentReader(plain, tail, true, file);
  }

  /**
   * The same for what {@link Rotated#encodedCrc32} will prove to be what was encoded: embedded
   * frames, which were checked then, are not checked again.
   */
  public static SegmentReader ofEncoded(InputStream plain, String file) {
    return new SegmentReader(plain, Tail.WHOLE, true, file, new RecordParser(false));
  }

  /** Reads content that is records from its first line on, as in an archive; closes it. */
  public static SegmentReader ofRecords(InputStream plain) {
    return new SegmentReader(plain, Tail.WHOLE, false, "-");
  }

  /** The plain content of a segment file, whether it is compressed or not. */
  public static InputStream openContent(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!file.toString().endsWith(SegmentName.COMPRESSED_SUFFIX)) {
      return raw;
    }
    try {
      return new ZstdInputStreamNoFinalizer(raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Goes to the next line; false at the end of the content.
   *
   * @throws NewerFormatException if the header is of a later format; the lines behind it may mean
   *     anything
   */
  public boolean next() throws IOException {
    if (lines > 0 || !hasHeader) {
      return nextLine();
    }
    boolean hasLine = nextLine();
    if (hasLine) {
      long format = RecordParser.formatOf(buffer, from, to - from);
      if (format > SegmentHeader.FORMAT) {
        throw new NewerFormatException(file, format, SegmentHeader.FORMAT);
      }
    }
    return hasLine;
  }

  private boolean nextLine() throws IOException {
    from = nextFrom;
    offset = nextOffset;
    isGarbage = false;
    int scanned = 0;
    long dropped = 0;
    while (true) {
      int newline = indexOfNewline(from + scanned);
      if (newline >= 0) {
        return setLine(newline, newline + 1, dropped, false);
      }
      scanned = filled - from;
      if (scanned > LONG_LINE && (isGarbage || holdsControl())) {
        // No record. A hole of zero bytes may be as long as the file: count it, do not keep it.
        isGarbage = true;
        dropped += scanned;
        filled = from;
        scanned = 0;
      }
      if (!fill()) {
        long rest = dropped + scanned;
        if (rest == 0 || tail == Tail.MAY_BE_TORN) {
          tornBytes = rest;
          return false;
        }
        return setLine(filled, filled, dropped, true);
      }
    }
  }

  private boolean setLine(int to, int nextFrom, long dropped, boolean isTorn) {
    this.to = to;
    this.nextFrom = nextFrom;
    this.nextOffset = offset + dropped + (nextFrom - from);
    this.isTorn = isTorn;
    lines++;
    return true;
  }

  /**
   * Parses the line.
   *
   * @throws InvalidRecordException if it is no whole valid record, or a header in a wrong place;
   *     the reading may go on
   */
  public ParsedRecord record() throws InvalidRecordException {
    if (isTorn) {
      throw new InvalidRecordException("content ends in the middle of a line");
    }
    if (isGarbage) {
      throw new InvalidRecordException("line holds bytes below 0x20");
    }
    ParsedRecord record = parser.parse(buffer, from, to - from);
    boolean isHeaderDue = hasHeader && lines == 1;
    if (record instanceof ParsedRecord.Header != isHeaderDue) {
      throw new InvalidRecordException(
          isHeaderDue ? "first line is no segment header" : "segment header behind the first line");
    }
    return record;
  }

  /** Holds the line from {@link #lineFrom}; valid until {@link #next}. */
  public byte[] lineBytes() {
    return buffer;
  }

  public int lineFrom() {
    return from;
  }

  /** Length of the line without its newline. */
  public int lineLength() {
    return to - from;
  }

  /** Where the line begins in the plain content. */
  public long lineOffset() {
    return offset;
  }

  /** Where the next line begins in the plain content; at the end, where the last whole one ends. */
  public long nextOffset() {
    return nextOffset;
  }

  /** Lines delivered so far, the header included. */
  public long lines() {
    return lines;
  }

  /** Bytes behind the last newline that were not delivered; known at the end. */
  public long tornBytes() {
    return tornBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    if (filled == buffer.length) {
      if (from > 0) {
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        filled -= from;
        from = 0;
      } else {
        buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
      }
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    if (count <= 0) {
      return false;
    }
    filled += count;
    return true;
  }

  private int indexOfNewline(int start) {
    byte[] bytes = buffer;
    int end = filled;
    int i = start;
    for (; i + 32 <= end; i += 32) {
      // Marks the high bit of a newline, and of bytes above it or that are not ASCII: looked at.
      long marks =
          (((long) Utf8.LONGS.get(bytes, i) ^ NEWLINES) - ONES)
              | (((long) Utf8.LONGS.get(bytes, i + 8) ^ NEWLINES) - ONES)
              | (((long) Utf8.LONGS.get(bytes, i + 16) ^ NEWLINES) - ONES)
              | (((long) Utf8.LONGS.get(bytes, i + 24) ^ NEWLINES) - ONES);
      if ((marks & Utf8.HIGH_BITS) != 0) {
        int newline = indexOfNewline(bytes, i, i + 32);
        if (newline >= 0) {
          return newline;
        }
      }
    }
    return indexOfNewline(bytes, i, end);
  }

  private static int indexOfNewline(byte[] bytes, int start, int end) {
    int i = start;
    for (; i + 8 <= end; i += 8) {
      long word = (long) Utf8.LONGS.get(bytes, i) ^ NEWLINES;
      long marks = (word - ONES) & ~word & Utf8.HIGH_BITS;
      if (marks != 0) {
        return i + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    for (; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean holdsControl() {
    for (int i = from; i < filled; i++) {
      if (buffer[i] >= 0 && buffer[i] < 0x20) {
        return true;
      }
    }
    return false;
  }
}
