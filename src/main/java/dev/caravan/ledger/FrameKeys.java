package dev.caravan.ledger;

import dev.caravan.instrument.Recognition;

/**
 * Says by which number a ledger knows a frame.
 *
 * <p>Shape: the frame's last id where it brings ids, else the 64-bit FNV-1a hash of its bytes.
 */
public final class FrameKeys {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private FrameKeys() {}

  /** The key of a frame that a mapping recognised, or did not. */
  public static long keyOf(Recognition recognition, byte[] bytes, int offset, int length) {
    return recognition.hasId() && recognition.lastId() >= recognition.firstId()
        ? recognition.lastId()
        : hash(bytes, offset, length);
  }

  /** The 64-bit FNV-1a hash of these bytes; may be negative. */
  public static long hash(byte[] bytes, int offset, int length) {
    long hash = FNV_OFFSET;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
