package dev.caravan.simulator.market;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the text of a frame byte by byte; reused from frame to frame, not thread-safe. */
public final class SimulatedFrameBuffer {

  private static final int DECIMALS = 8;
  private static final long UNIT = 100_000_000L;
  private static final int MAX_LONG_DIGITS = 20;

  private byte[] bytes = new byte[4096];
  private int length;

  public SimulatedFrameBuffer reset() {
    length = 0;
    return this;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  public SimulatedFrameBuffer put(byte[] text) {
    return put(text, 0, text.length);
  }

  public SimulatedFrameBuffer put(byte[] text, int offset, int count) {
    room(count);
    System.arraycopy(text, offset, bytes, length, count);
    length += count;
    return this;
  }

  public SimulatedFrameBuffer put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** A whole number that is not negative. */
  public SimulatedFrameBuffer putNumber(long value) {
    room(MAX_LONG_DIGITS);
    int digits = digits(value);
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** A decimal in quotes with eight places, from hundred-millionths. */
  public SimulatedFrameBuffer putDecimal(long value) {
    put('"').putNumber(value / UNIT).put('.');
    room(DECIMALS);
    long rest = value % UNIT;
    for (int i = length + DECIMALS - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += DECIMALS;
    return put('"');
  }

  /** A price level: {@code ["95000.01000000","0.12300000"]}. */
  public SimulatedFrameBuffer putLevel(long price, long quantity) {
    return put('[').putDecimal(price).put(',').putDecimal(quantity).put(']');
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
  }
}
