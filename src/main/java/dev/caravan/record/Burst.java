package dev.caravan.record;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ordered records of one socket read: frames as received, and events in the places where they
 * happened.
 *
 * <p>Shape: the frames lie in {@link #bytes()}, in order, with what else the socket brought between
 * them; record {@code i} is either the frame at {@link #offset}{@code (i)}, {@link #length}{@code
 * (i)} bytes long, or the event {@link #event}{@code (i)}. Parallel arrays instead of an object per
 * frame keep the cost of a frame near that of copying it.
 *
 * <p>Immutable once built; the arrays are shared and must not be written.
 */
public final class Burst {

  private final String venue;
  private final FlowControl origin;
  private final int size;
  private final int frames;
  private final byte[] bytes;
  private final int frameBytes;
  private final int heldBytes;
  private final long bodyBytes;
  private final Source[] sources;
  private final long[] receiveTimesNs;
  private final int[] offsets;
  private final int[] lengths;
  private final boolean[] binary;
  private final @Nullable RecordEvent[] events;

  private Burst(Builder builder) {
    this.venue = builder.venue;
    this.origin = builder.origin;
    this.size = builder.size;
    this.frames = builder.frames;
    this.bytes = builder.bytes;
    this.frameBytes = builder.frameBytes;
    this.heldBytes = builder.end;
    this.bodyBytes = builder.bodyBytes;
    this.sources = builder.sources;
    this.receiveTimesNs = builder.receiveTimesNs;
    this.offsets = builder.offsets;
    this.lengths = builder.lengths;
    this.binary = builder.binary;
    this.events = builder.events;
  }

  public String venue() {
    return venue;
  }

  /** The feed that read this burst; a journal that falls behind pauses it. */
  public FlowControl origin() {
    return origin;
  }

  /** Number of records, frames and events together. */
  public int size() {
    return size;
  }

  /** Number of frames among the records. */
  public int frames() {
    return frames;
  }

  /**
   * Bytes that are kept: frames, what lies between them, and the answers that events carry. What
   * batches and queues count.
   */
  public long byteCount() {
    return heldBytes + bodyBytes;
  }

  /** Bytes of all frames. */
  public int frameBytes() {
    return frameBytes;
  }

  /**
   * Holds the frames; only the ranges named by {@link #offset} and {@link #length} mean anything.
   */
  public byte[] bytes() {
    return bytes;
  }

  /** Which stream it is of, and which connection delivered it. */
  public Source source(int i) {
    return sources[i];
  }

  public StreamId stream(int i) {
    return sources[i].stream();
  }

  /** Name of the connection that delivered the record: {@code binance-spot-1}. */
  public String connection(int i) {
    return sources[i].connection();
  }

  /** Wall time of the socket read, nanoseconds since the epoch. */
  public long receiveTimeNs(int i) {
    return receiveTimesNs[i];
  }

  public int offset(int i) {
    return offsets[i];
  }

  public int length(int i) {
    return lengths[i];
  }

  /** Whether the frame came with the binary opcode. */
  public boolean isBinary(int i) {
    return binary[i];
  }

  /** The event at this place, or null where it is a frame. */
  public @Nullable RecordEvent event(int i) {
    return events[i];
  }

  /** Collects the records of one read; a built one must not be used again. Not thread-safe. */
  public static final class Builder {
    private static final int INITIAL_RECORDS = 8;

    private final String venue;
    private final FlowControl origin;
    private int size;
    private int frames;
    private int frameBytes;
    private int end;
    private int reserved;
    private long bodyBytes;
    private byte[] bytes;
    private Source[] sources;
    private long[] receiveTimesNs;
    private int[] offsets;
    private int[] lengths;
    private boolean[] binary;
    private @Nullable RecordEvent[] events;

    /**
     * Starts a burst of a few records.
     *
     * @param expectedBytes bytes of frames to make room for at first; grows by itself
     */
    public Builder(String venue, FlowControl origin, int expectedBytes) {
      this(venue, origin, expectedBytes, INITIAL_RECORDS);
    }

    /**
     * Starts a burst.
     *
     * @param expectedBytes bytes of frames to make room for at first; grows by itself
     * @param expectedRecords records to make room for at first; grows by itself
     */
    public Builder(String venue, FlowControl origin, int expectedBytes, int expectedRecords) {
      this.venue = requireNonNull(venue, "venue");
      this.origin = requireNonNull(origin, "origin");
      this.bytes = new byte[Math.max(64, expectedBytes)];
      int capacity = Math.max(INITIAL_RECORDS, expectedRecords);
      this.sources = new Source[capacity];
      this.receiveTimesNs = new long[capacity];
      this.offsets = new int[capacity];
      this.lengths = new int[capacity];
      this.binary = new boolean[capacity];
      this.events = new RecordEvent[capacity];
    }

    public boolean isEmpty() {
      return size == 0;
    }

    public int size() {
      return size;
    }

    /**
     * Makes room and says where to copy to in {@link #bytes()}; nobody else gets the same place
     * until it is given back.
     */
    public int reserve(int length) {
      int from = reserved;
      int needed = Math.addExact(from, length);
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
      }
      reserved = needed;
      return from;
    }

    /** Gives back what was reserved behind the last frame that was added. */
    public void giveBack() {
      reserved = end;
    }

    /**
     * Holds what was copied so far; another one after the next {@link #reserve}, with the same in
     * the same places.
     */
    public byte[] bytes() {
      return bytes;
    }

    /** Bytes up to the end of the last frame. */
    public int end() {
      return end;
    }

    /** Adds a frame that lies in a place that was reserved. */
    public void addReserved(
        Source source, long receiveTimeNs, int at, int length, boolean isBinary) {
      int i = next(source, receiveTimeNs);
      offsets[i] = at;
      lengths[i] = length;
      binary[i] = isBinary;
      end = Math.max(end, at + length);
      frameBytes += length;
      frames++;
    }

    /** Copies a text frame in. */
    public void addFrame(StreamId stream, String connection, long receiveTimeNs, byte[] frame) {
      addFrame(stream, connection, receiveTimeNs, frame, false);
    }

    /** Copies a frame in. */
    public void addFrame(
        StreamId stream, String connection, long receiveTimeNs, byte[] frame, boolean isBinary) {
      int at = reserve(frame.length);
      System.arraycopy(frame, 0, bytes, at, frame.length);
      addReserved(new Source(stream, connection), receiveTimeNs, at, frame.length, isBinary);
    }

    /** Adds an event behind what was added so far. */
    public void addEvent(
        StreamId stream, String connection, long receiveTimeNs, RecordEvent event) {
      // Not in one expression: the array must be looked up after next() may have replaced it.
      int i = next(new Source(stream, connection), receiveTimeNs);
      events[i] = requireNonNull(event, "event");
      bodyBytes += event.bodyBytes();
    }

    private int next(Source source, long receiveTimeNs) {
      if (size == sources.length) {
        int capacity = size * 2;
        sources = Arrays.copyOf(sources, capacity);
        receiveTimesNs = Arrays.copyOf(receiveTimesNs, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        binary = Arrays.copyOf(binary, capacity);
        events = Arrays.copyOf(events, capacity);
      }
      sources[size] = source;
      receiveTimesNs[size] = receiveTimeNs;
      return size++;
    }

    public Burst build() {
      return new Burst(this);
    }
  }
}
