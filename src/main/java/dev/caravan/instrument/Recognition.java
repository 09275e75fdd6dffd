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

  /** Of frames that belong to no stream, or to one that the mapping does not remember. */
  public static final int NO_NUMBER = -1;

  private Kind kind = Kind.UNKNOWN;
  private StreamId stream = StreamId.NONE;
  private int number = NO_NUMBER;
  private long firstId = -1;
  private long ownFirstId = -1;
  private long lastId = -1;
  private boolean isWhole;

  /** A data frame that begins with the first id it accounts for; ids are -1 where it has none. */
  public void data(StreamId stream, long firstId, long lastId) {
    data(stream, firstId, firstId, lastId);
  }

  /** A data frame that also accounts for ids before its own. */
  public void data(StreamId stream, long firstId, long ownFirstId, long lastId) {
    this.kind = Kind.DATA;
    this.stream = stream;
    this.number = NO_NUMBER;
    this.firstId = firstId;
    this.ownFirstId = ownFirstId;
    this.lastId = lastId;
    this.isWhole = false;
  }

  /** The frame just said to be data is a whole book, from which the stream begins anew. */
  public void whole() {
    this.isWhole = true;
  }

  /** The frame just said to be data is of a stream that the mapping has numbered. */
  public void numbered(int number) {
    this.number = number;
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
    this.number = NO_NUMBER;
    this.firstId = -1;
    this.ownFirstId = -1;
    this.lastId = -1;
    this.isWhole = false;
  }

  public Kind kind() {
    return kind;
  }

  /** The stream of a data frame, else {@link StreamId#NONE}. */
  public StreamId stream() {
    return stream;
  }

  /**
   * What the mapping calls the stream among those it remembers, from 0 without holes, always the
   * same; or {@link #NO_NUMBER}. What is kept per stream is found by it without touching the
   * stream's names, which is most of the cost of thousands of streams.
   */
  public int number() {
    return number;
  }

  /**
   * First id that the frame accounts for, or -1 where it has none. Equals {@link #lastId()} for
   * frames with one id.
   *
   * <p>This is the one that proves continuity: a frame leads on from the frame before if it
   * accounts for the id right behind it.
   */
  public long firstId() {
    return firstId;
  }

  /**
   * First id that the frame itself carries, or -1 where it has none.
   *
   * <p>Above {@link #firstId()} where the venue shares ids between streams and a frame says how far
   * the one before it reached: the ids in between are no one's of this stream.
   */
  public long ownFirstId() {
    return ownFirstId;
  }

  /**
   * Last id that the frame covers, or -1 where it has none. Below {@link #firstId()} where it
   * brings no ids: a heartbeat or a whole book, or the venue starts its ids anew; see {@code
   * Continuity}.
   */
  public long lastId() {
    return lastId;
  }

  /** Whether what follows needs nothing that came before: a book that the stream itself brings. */
  public boolean isWhole() {
    return isWhole;
  }

  public boolean hasId() {
    return lastId >= 0;
  }
}
