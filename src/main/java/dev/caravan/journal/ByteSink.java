package dev.caravan.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects bytes in an array that is kept from use to use. Not thread-safe. */
final class ByteSink {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void reset() {
    length = 0;
  }

  void cutTo(int length) {
    this.length = Math.min(this.length, length);
  }

  /** Makes room, so that what follows up to {@code count} bytes need not ask again. */
  void ensure(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      long grown = bytes.length + (long) (bytes.length >> 1);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(grown, 0x7fff_fff0L)));
    }
  }

  void add(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
  }

  void add(byte[] source) {
    add(source, 0, source.length);
  }

  void add(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  void addAscii(String text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  void addNumber(long value) {
    if (value < 0) {
      addAscii(Long.toString(value));
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    ensure(digits);
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** Writes well-formed UTF-8 as a JSON string with its quotes. */
  void addQuoted(byte[] utf8, int offset, int count) {
    ensure(Math.addExact(count, 2));
    add('"');
    for (int i = offset; i < offset + count; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\') {
        add('\\');
        add(b);
      } else if (b >= 0x20 || b < 0) {
        add(b);
      } else {
        addControl(b);
      }
    }
    add('"');
  }

  private void addControl(int control) {
    add('\\');
    switch (control) {
      case '\n' -> add('n');
      case '\r' -> add('r');
      case '\t' -> add('t');
      default -> {
        addAscii("u00");
        add(HEX[control >>> 4]);
        add(HEX[control & 0xf]);
      }
    }
  }

  /** Writes text as a JSON string with its quotes; halves of surrogate pairs become escapes. */
  void addQuoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        // UTF-8 cannot say half a pair.
        addQuotedWithEscapes(text);
        return;
      }
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    addQuoted(utf8, 0, utf8.length);
  }

  private void addQuotedWithEscapes(String text) {
    add('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      addAscii("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        add(HEX[(c >>> shift) & 0xf]);
      }
    }
    add('"');
  }
}
