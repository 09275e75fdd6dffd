package dev.caravan.instrument;

import java.util.Arrays;

/**
 * Finds the value of a key in one JSON object without building anything.
 *
 * <p>Walks the keys of the object at one depth and skips values whole, so the order of keys does
 * not matter and keys of nested objects are never taken for outer ones. Bytes come from a stranger:
 * whatever is not well-formed ends the search with {@link #ABSENT}, never with an exception.
 */
public final class JsonFields {

  /** Nothing found. */
  public static final int ABSENT = -1;

  private static final int MOST_DIGITS = 19;
  private static final long LIMIT = 1L << 62;

  private JsonFields() {}

  /**
   * Finds where the value of {@code key} begins.
   *
   * @param from index of the object's opening brace
   * @param end index behind the last byte that may be read
   * @return index of the first byte of the value, or {@link #ABSENT}
   */
  public static int find(byte[] bytes, int from, int end, byte[] key) {
    if (from < 0 || from >= end || bytes[from] != '{') {
      return ABSENT;
    }
    int at = from + 1;
    while (at < end) {
      at = skipBlanks(bytes, at, end);
      if (at >= end || bytes[at] != '"') {
        return ABSENT;
      }
      int keyStart = at + 1;
      int keyEnd = stringEnd(bytes, at, end);
      if (keyEnd == ABSENT) {
        return ABSENT;
      }
      at = skipBlanks(bytes, keyEnd + 1, end);
      if (at >= end || bytes[at] != ':') {
        return ABSENT;
      }
      at = skipBlanks(bytes, at + 1, end);
      if (at >= end) {
        return ABSENT;
      }
      if (equal(bytes, keyStart, keyEnd, key)) {
        return at;
      }
      at = valueEnd(bytes, at, end);
      if (at == ABSENT) {
        return ABSENT;
      }
      at = skipBlanks(bytes, at, end);
      if (at >= end || bytes[at] != ',') {
        return ABSENT;
      }
      at++;
    }
    return ABSENT;
  }

  /** Index of the quote that closes the string opened at {@code from}, or {@link #ABSENT}. */
  public static int stringEnd(byte[] bytes, int from, int end) {
    for (int at = from + 1; at < end; at++) {
      byte b = bytes[at];
      if (b == '"') {
        return at;
      }
      if (b == '\\') {
        at++;
      }
    }
    return ABSENT;
  }

  /**
   * Reads a non-negative whole number below 2^62, so that neither the next id nor a difference of
   * two ever overflows; -1 where there is none.
   */
  public static long number(byte[] bytes, int at, int end) {
    if (at < 0) {
      return -1;
    }
    long value = 0;
    int digits = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      if (++digits > MOST_DIGITS) {
        return -1;
      }
      value = value * 10 + (bytes[at] - '0');
      at++;
    }
    boolean fraction = at < end && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E');
    return digits == 0 || fraction || value < 0 || value >= LIMIT ? -1 : value;
  }

  /** Whether these bytes stand at {@code at}: a whole string, where they are one in quotes. */
  public static boolean startsWith(byte[] bytes, int at, int end, byte[] start) {
    return at >= 0
        && start.length <= end - at
        && Arrays.equals(bytes, at, at + start.length, start, 0, start.length);
  }

  /**
   * Index behind the value that begins at {@code at}, or {@link #ABSENT} where it does not end.
   *
   * @param end index behind the last byte that may be read; above {@code at}
   */
  public static int valueEnd(byte[] bytes, int at, int end) {
    byte first = bytes[at];
    if (first == '"') {
      int close = stringEnd(bytes, at, end);
      return close == ABSENT ? ABSENT : close + 1;
    }
    if (first == '{' || first == '[') {
      int depth = 0;
      for (; at < end; at++) {
        byte b = bytes[at];
        if (b == '"') {
          at = stringEnd(bytes, at, end);
          if (at == ABSENT) {
            return ABSENT;
          }
        } else if (b == '{' || b == '[') {
          depth++;
        } else if ((b == '}' || b == ']') && --depth == 0) {
          return at + 1;
        }
      }
      return ABSENT;
    }
    while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] > ' ') {
      at++;
    }
    return at;
  }

  /** Index of the first byte from {@code at} that is no blank, or {@code end}. */
  public static int skipBlanks(byte[] bytes, int at, int end) {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean equal(byte[] bytes, int from, int to, byte[] key) {
    if (to - from != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (bytes[from + i] != key[i]) {
        return false;
      }
    }
    return true;
  }
}
