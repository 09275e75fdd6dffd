package dev.caravan.instrument;

/**
 * Holds what a {@link Mapping} found in one frame; reused from frame to frame so that recognising
 * allocates nothing.
 *
 * <p>Not thread-safe; one per reading thread.
 */
public final class Recognition {

  /** What sort of frame was seen. */
  public enum Kind {
    /** Market data of {@link #stream()}. */
    DATA,
    /** An answer, acknowledgement, notice or error of the protocol; belongs to no stream. */
    CONTROL,
    /** Neither; recorded all the same, and counted. */
    UNKNOWN
  }

  private Kind kind = Kind.UNKNOWN;
  private StreamId stream = StreamId.NONE;
  private long firstId = -1;
  private long lastId = -1;

  public void data(StreamId stream, long firstId, long lastId) {
    this.kind = Kind.DATA;
    this.stream = stream;
    this.firstId = firstId;
    this.lastId = lastId;
  }

  public void control() {
    reset(Kind.CONTROL);
  }

  public void unknown() {
    reset(Kind.UNKNOWN);
  }

  private void reset(Kind kind) {
    this.kind = kind;
    this.stream = StreamId.NONE;
    this.firstId = -1;
    this.lastId = -1;
  }

  public Kind kind() {
    return kind;
  }

  /** The stream of a data frame, else {@link StreamId#NONE}. */
  public StreamId stream() {
    return stream;
  }

  /**
   * First id that the frame covers, or -1 where it has none. Equals {@link #lastId()} for frames
   * with one id.
   */
  public long firstId() {
    return firstId;
  }

  /** Last id that the frame covers, or -1 where it has none. */
  public long lastId() {
    return lastId;
  }

  public boolean hasId() {
    return lastId >= 0;
  }
}
