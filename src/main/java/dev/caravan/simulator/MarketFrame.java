package dev.caravan.simulator;

/**
 * Holds one frame that a market made; reused from frame to frame.
 *
 * <p>Shape: the whole frame lies at {@code offset}; a part of it, at {@code bareOffset}, is what
 * clients get that asked for frames without the venue's wrapper. Not thread-safe.
 */
public final class MarketFrame {

  /** Stands in place of a stream's number for a frame that goes to every client. */
  public static final int EVERYONE = -1;

  private int stream = EVERYONE;
  private long key;
  private byte[] bytes = new byte[0];
  private int offset;
  private int length;
  private int bareOffset;
  private int bareLength;
  private boolean isBinary;

  /** Takes the next frame, a text; the bytes are not copied. */
  public void set(
      int stream, long key, byte[] bytes, int offset, int length, int bareOffset, int bareLength) {
    this.stream = stream;
    this.key = key;
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.bareOffset = bareOffset;
    this.bareLength = bareLength;
    this.isBinary = false;
  }

  /**
   * The frame just taken wraps its payload: so many bytes stand before it, and one behind.
   *
   * @param headLength 0 where nothing does
   */
  public void setBare(int headLength) {
    bareOffset = offset + headLength;
    bareLength = headLength == 0 ? length : length - 1 - headLength;
  }

  /** The frame just taken goes out with the binary opcode. */
  public void setBinary() {
    isBinary = true;
  }

  public boolean isBinary() {
    return isBinary;
  }

  /** The stream's place in {@link SimulatedMarket#streams}, or {@link #EVERYONE}. */
  public int stream() {
    return stream;
  }

  /** The number by which a ledger knows the frame. */
  public long key() {
    return key;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public int bareOffset() {
    return bareOffset;
  }

  public int bareLength() {
    return bareLength;
  }

  /** An own copy that stays valid. */
  MarketFrame copy() {
    byte[] own = new byte[length];
    System.arraycopy(bytes, offset, own, 0, length);
    MarketFrame copy = new MarketFrame();
    copy.set(stream, key, own, 0, length, bareOffset - offset, bareLength);
    copy.isBinary = isBinary;
    return copy;
  }
}
