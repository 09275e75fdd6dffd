package dev.caravan.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads decimal numbers exactly, and none that would be dear to calculate with.
 *
 * <p>Shape: what JSON allows as a number, with or without quotes around it: {@code 58942.01000000},
 * {@code 1.16539E8}, {@code -0.5}. The number of decimals is kept. At most {@value #MOST_DIGITS}
 * digits and an exponent of {@value #MOST_EXPONENT}: a stranger's {@code 1e999999999} is a few
 * bytes that take gigabytes to add one to.
 */
public final class Decimals {

  static final int MOST_DIGITS = 40;
  static final int MOST_EXPONENT = 40;

  private static final int LONG_DIGITS = 18;

  private Decimals() {}

  /** The number in these characters, or null where they are none. */
  public static @Nullable BigDecimal parse(char[] text, int from, int to) {
    int at = from;
    boolean isNegative = at < to && text[at] == '-';
    if (isNegative) {
      at++;
    }
    int first = at;
    long unscaled = 0;
    int digits = 0;
    int significant = 0;
    int point = -1;
    for (; at < to; at++) {
      char c = text[at];
      if (c >= '0' && c <= '9') {
        digits++;
        if (significant > 0 || c != '0') {
          significant++;
          unscaled = unscaled * 10 + (c - '0');
        }
      } else if (c == '.' && point < 0 && digits > 0) {
        point = digits;
      } else {
        break;
      }
    }
    if (digits == 0 || digits > MOST_DIGITS || point == digits) {
      return null;
    }
    int exponent = 0;
    int end = at;
    if (at < to) {
      if (text[at] != 'e' && text[at] != 'E') {
        return null;
      }
      at++;
      boolean isSmall = at < to && text[at] == '-';
      if (at < to && (isSmall || text[at] == '+')) {
        at++;
      }
      if (at == to || to - at > 4) {
        return null;
      }
      for (; at < to; at++) {
        if (text[at] < '0' || text[at] > '9') {
          return null;
        }
        exponent = exponent * 10 + (text[at] - '0');
      }
      if (exponent > MOST_EXPONENT) {
        return null;
      }
      exponent = isSmall ? -exponent : exponent;
    }
    int scale = (point < 0 ? 0 : digits - point) - exponent;
    BigDecimal number =
        significant <= LONG_DIGITS
            ? BigDecimal.valueOf(isNegative ? -unscaled : unscaled, scale)
            : wide(text, first, end, isNegative, scale);
    // 1.2E8 is a whole number: written without an exponent, like its neighbours.
    return scale < 0 ? number.setScale(0) : number;
  }

  private static BigDecimal wide(char[] text, int from, int to, boolean isNegative, int scale) {
    StringBuilder digits = new StringBuilder(MOST_DIGITS);
    for (int i = from; i < to; i++) {
      if (text[i] != '.') {
        digits.append(text[i]);
      }
    }
    BigInteger unscaled = new BigInteger(digits.toString());
    return new BigDecimal(isNegative ? unscaled.negate() : unscaled, scale);
  }
}
