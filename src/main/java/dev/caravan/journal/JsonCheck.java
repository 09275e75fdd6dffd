package dev.caravan.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decides whether a frame may stand unchanged inside a JSON line.
 *
 * <p>Shape: one object or array that begins at the first byte and closes exactly at the last one,
 * the full grammar of RFC 8259 (numbers, literals and escapes too), well-formed UTF-8. Stricter
 * than the RFC in one point: no byte below 0x20 anywhere, so also no newline or tab between tokens.
 * No limit on depth or length.
 *
 * <p>Strings, most of a frame, are read eight bytes at a time. Allocates only to remember more than
 * 4,096 levels of nesting. Not thread-safe; one per thread.
 */
public final class JsonCheck {
  private static final long BLANKS = 0x2020202020202020L;
  private static final long QUOTES = 0x2222222222222222L;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
  private static final long ZEROS = 0x3030303030303030L;
  private static final long ABOVE_NINE = 0x7676767676767676L;
  private static final long POINTS = 0x2e2e2e2e2e2e2e2eL;
  private static final long UP_TO_NINE = 0x4646464646464646L;
  private static final long ONES = 0x0101010101010101L;

  /** Four bytes of an array as one int, the first byte lowest. */
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int NEXT_STRING = ',' | '"' << 8;
  private static final int NEXT_LEVEL = ']' | ',' << 8 | '[' << 16 | '"' << 24;
  private static final int NEXT_QUANTITY = '"' | ',' << 8 | '"' << 16;

  /** Behind a value of an object, a comma and a name of one letter, whatever the letter. */
  private static final long NEXT_LETTER = ',' | '"' << 8 | (long) '"' << 24 | (long) ':' << 32;

  /** The longest price, with its quote, that two words hold. */
  private static final int LONGEST_PRICE = 17;

  // One bit per level: set for an object, clear for an array.
  private long[] levels = new long[64];

  /** Whether the range is one object or array and nothing else. */
  public boolean isObjectOrArray(byte[] bytes, int offset, int length) {
    if (length < 2 || (bytes[offset] != '{' && bytes[offset] != '[')) {
      return false;
    }
    int end = offset + length;
    int i = offset;
    int depth = 0;
    boolean isInObject = false;
    while (true) {
      // A value begins here.
      i = blanksEnd(bytes, i, end);
      if (i >= end) {
        return false;
      }
      int c = bytes[i];
      if (c == '"') {
        int from = i + 1;
        i = stringEnd(bytes, from, end);
        if (!isInObject) {
          i = stringsEnd(bytes, from, i, end, depth > 1 && !isObject(depth - 2));
        }
      } else if (c == '{') {
        isInObject = true;
        push(depth++, true);
        i = blanksEnd(bytes, i + 1, end);
        if (i < end && bytes[i] == '"') {
          i = nameEnd(bytes, i + 1, end);
          if (i < 0) {
            return false;
          }
          continue;
        }
        if (i >= end || bytes[i] != '}') {
          return false;
        }
      } else if (c == '[') {
        isInObject = false;
        push(depth++, false);
        i = blanksEnd(bytes, i + 1, end);
        if (i < end && bytes[i] != ']') {
          continue;
        }
      } else {
        i = scalarEnd(bytes, i, end);
      }
      if (i < 0) {
        return false;
      }
      if (isInObject && isLetterNext(bytes, i, end)) {
        i += 5;
        continue;
      }
      // What ends behind it, up to the comma.
      while (true) {
        i = blanksEnd(bytes, i, end);
        if (i >= end) {
          return false;
        }
        c = bytes[i];
        if (c == ',') {
          break;
        }
        if (c != (isInObject ? '}' : ']')) {
          return false;
        }
        i++;
        if (--depth == 0) {
          return i == end;
        }
        isInObject = isObject(depth - 1);
      }
      i++;
      if (isInObject) {
        i = blanksEnd(bytes, i, end);
        i = i < end && bytes[i] == '"' ? nameEnd(bytes, i + 1, end) : -1;
        if (i < 0) {
          return false;
        }
      }
    }
  }

  private static int blanksEnd(byte[] bytes, int i, int end) {
    int at = i;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  /** Whether the range is one JSON string with its quotes and nothing else. */
  public static boolean isString(byte[] bytes, int offset, int length) {
    int end = offset + length;
    return length >= 2 && bytes[offset] == '"' && stringEnd(bytes, offset + 1, end) == end;
  }

  private void push(int level, boolean isObject) {
    int word = level >>> 6;
    if (word == levels.length) {
      levels = Arrays.copyOf(levels, levels.length * 2);
    }
    long bit = 1L << level;
    levels[word] = isObject ? levels[word] | bit : levels[word] & ~bit;
  }

  private boolean isObject(int level) {
    return (levels[level >>> 6] & (1L << level)) != 0;
  }

  /** Index behind the colon of a name whose first byte is at {@code i}, or -1. */
  private static int nameEnd(byte[] bytes, int i, int end) {
    int at = stringEnd(bytes, i, end);
    if (at < 0) {
      return -1;
    }
    at = blanksEnd(bytes, at, end);
    return at < end && bytes[at] == ':' ? at + 1 : -1;
  }

  /** Whether a comma, a name of one letter and its colon follow without a blank. */
  private static boolean isLetterNext(byte[] bytes, int i, int end) {
    if (i + 8 > end) {
      return false;
    }
    long next = (long) Utf8.LONGS.get(bytes, i);
    int letter = ((int) (next >> 16) & 0xDF) - 'A';
    return (next & 0xFFFF00FFFFL) == NEXT_LETTER && letter >= 0 && letter < 26;
  }

  /**
   * Index behind the last of the strings that follow a string of an array without a blank, or -1:
   * price and quantity, and the next level of a book, are passed without a change of state.
   *
   * @param from first byte of the string
   * @param i index behind it, or -1
   * @param isNested whether the array stands in another one, so that the next may follow it
   */
  private static int stringsEnd(byte[] bytes, int from, int i, int end, boolean isNested) {
    int price = i - from;
    int at = i;
    while (at >= 0 && at + 3 < end) {
      int next = (int) INTS.get(bytes, at);
      if ((next & 0xFFFF) == NEXT_STRING) {
        at = decimalEnd(bytes, at + 2, end);
      } else if (isNested && next == NEXT_LEVEL) {
        int levels = levelsEnd(bytes, at, price, end);
        if (levels > at) {
          at = levels;
        } else {
          int begin = at + 4;
          at = decimalEnd(bytes, begin, end);
          price = at - begin;
        }
      } else {
        break;
      }
    }
    return at;
  }

  /**
   * Index behind the last of the quantities that follow, level after level, or {@code i} where none
   * does.
   *
   * <p>A price is tried with the length of the one before, which it nearly always has: the
   * processor need not have found its end to begin with what follows. A quantity is digits and a
   * point, at most 15 bytes. Whatever is not so is left to others.
   *
   * @param i index behind the last string of a level
   * @param price length of the price before, with the quote behind it
   */
  private static int levelsEnd(byte[] bytes, int i, int price, int end) {
    int at = i;
    while (price <= LONGEST_PRICE && at + price + 22 <= end) {
      int behind = at + 4 + price;
      int others =
          ((int) INTS.get(bytes, at) ^ NEXT_LEVEL)
              | (((int) INTS.get(bytes, behind - 1) & 0xFFFFFF) ^ NEXT_QUANTITY);
      long marks = decimalMarks((long) Utf8.LONGS.get(bytes, at + 4));
      if (price > 8) {
        marks |= decimalMarks((long) Utf8.LONGS.get(bytes, behind - 9));
      } else {
        marks &= (1L << 8 * (price - 1)) - 1;
      }
      if (marks != 0 || others != 0) {
        return at;
      }
      int quantity = behind + 2;
      marks = decimalMarks((long) Utf8.LONGS.get(bytes, quantity));
      if (marks == 0) {
        quantity += 8;
        marks = decimalMarks((long) Utf8.LONGS.get(bytes, quantity));
      }
      quantity += Long.numberOfTrailingZeros(marks) >>> 3;
      if (marks == 0 || bytes[quantity] != '"') {
        return at;
      }
      at = quantity + 1;
    }
    return at;
  }

  /** The high bit of each byte that is not from '.' to '9'; those above the lowest mean nothing. */
  private static long decimalMarks(long word) {
    return ((word - POINTS) | (word + UP_TO_NINE)) & Utf8.HIGH_BITS;
  }

  /** As {@link #stringEnd}, and sooner where the string is digits and a point. */
  private static int decimalEnd(byte[] bytes, int i, int end) {
    int at = i;
    while (at + 8 <= end) {
      long marks = decimalMarks((long) Utf8.LONGS.get(bytes, at));
      if (marks != 0) {
        at += Long.numberOfTrailingZeros(marks) >>> 3;
        return bytes[at] == '"' ? at + 1 : stringEnd(bytes, at, end);
      }
      at += 8;
    }
    return stringEnd(bytes, at, end);
  }

  /** Index behind the closing quote of a string whose first byte is at {@code i}, or -1. */
  static int stringEnd(byte[] bytes, int i, int end) {
    while (true) {
      while (i + 8 <= end) {
        // The high bit of each byte that is a control, a quote, a backslash or not ASCII. Borrows
        // may mark bytes above a marked one; only the lowest mark is used.
        long word = (long) Utf8.LONGS.get(bytes, i);
        long marks =
            ((word - BLANKS) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | word)
                & Utf8.HIGH_BITS;
        if (marks != 0) {
          i += Long.numberOfTrailingZeros(marks) >>> 3;
          break;
        }
        i += 8;
      }
      if (i >= end) {
        return -1;
      }
      int c = bytes[i];
      if (c == '"') {
        return i + 1;
      } else if (c == '\\') {
        i = escapeEnd(bytes, i + 1, end);
        if (i < 0) {
          return -1;
        }
      } else if (c < 0) {
        int sequence = Utf8.sequenceLength(bytes, i, end);
        if (sequence == 0) {
          return -1;
        }
        i += sequence;
      } else if (c < 0x20) {
        return -1;
      } else {
        i++;
      }
    }
  }

  private static int escapeEnd(byte[] bytes, int i, int end) {
    if (i >= end) {
      return -1;
    }
    switch (bytes[i]) {
      case '"':
      case '\\':
      case '/':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        return i + 1;
      case 'u':
        if (i + 5 > end) {
          return -1;
        }
        for (int k = i + 1; k < i + 5; k++) {
          if (Character.digit(bytes[k], 16) < 0) {
            return -1;
          }
        }
        return i + 5;
      default:
        return -1;
    }
  }

  private static int scalarEnd(byte[] bytes, int i, int end) {
    switch (bytes[i]) {
      case 't':
        return i + 4 <= end && bytes[i + 1] == 'r' && bytes[i + 2] == 'u' && bytes[i + 3] == 'e'
            ? i + 4
            : -1;
      case 'f':
        return i + 5 <= end
                && bytes[i + 1] == 'a'
                && bytes[i + 2] == 'l'
                && bytes[i + 3] == 's'
                && bytes[i + 4] == 'e'
            ? i + 5
            : -1;
      case 'n':
        return i + 4 <= end && bytes[i + 1] == 'u' && bytes[i + 2] == 'l' && bytes[i + 3] == 'l'
            ? i + 4
            : -1;
      default:
        return numberEnd(bytes, i, end);
    }
  }

  private static int numberEnd(byte[] bytes, int i, int end) {
    int at = bytes[i] == '-' ? i + 1 : i;
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      at = digitsEnd(bytes, at, end);
    }
    if (at > 0 && at < end && bytes[at] == '.') {
      at = digitsEnd(bytes, at + 1, end);
    }
    if (at > 0 && at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      at = digitsEnd(bytes, at, end);
    }
    return at;
  }

  /** Index behind the digits at {@code i}, or -1 where there is none. */
  private static int digitsEnd(byte[] bytes, int i, int end) {
    int at = i;
    while (at + 8 <= end) {
      // The high bit of each byte that is no digit; a carry may mark bytes above a marked one.
      long word = (long) Utf8.LONGS.get(bytes, at);
      long marks = (((word ^ ZEROS) + ABOVE_NINE) | word) & Utf8.HIGH_BITS;
      if (marks != 0) {
        at += Long.numberOfTrailingZeros(marks) >>> 3;
        return at == i ? -1 : at;
      }
      at += 8;
    }
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == i ? -1 : at;
  }
}
