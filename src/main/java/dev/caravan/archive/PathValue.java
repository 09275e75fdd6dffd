package dev.caravan.archive;

import dev.caravan.manifest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Writes any text as one harmless path value and reads it back.
 *
 * <p>Shape: {@code [A-Za-z0-9._@-]} stay, every other byte of the UTF-8 becomes {@code %XX}; so do
 * a leading underscore, since {@code _all} and {@code _session} are our own words, and the dots of
 * {@code .} and {@code ..}. Half a surrogate pair becomes {@code %uXXXX}. What would be longer than
 * a file name may be is cut and ends with {@code ~} and a digest: it can only be told by a
 * manifest.
 */
final class PathValue {

  static final int LONGEST = 200;
  private static final int DIGEST_DIGITS = 32;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PathValue() {}

  static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    boolean isDots = text.equals(".") || text.equals("..");
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (isPlain(point, i, isDots)) {
        out.append((char) point);
      } else if (Character.getType(point) == Character.SURROGATE) {
        out.append("%u").append(HEX.toHexDigits((char) point));
      } else {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX.toHexDigits(b));
        }
      }
      i += Character.charCount(point);
    }
    return out.length() <= LONGEST ? out.toString() : shorten(text, out);
  }

  private static boolean isPlain(int point, int index, boolean isDots) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || (point == '.' && !isDots)
        || point == '@'
        || point == '-'
        || (point == '_' && index > 0);
  }

  private static String shorten(String text, StringBuilder encoded) {
    MessageDigest digest = Sha256.digest();
    digest.update(text.getBytes(StandardCharsets.UTF_16BE));
    String name = Sha256.hex(digest).substring(0, DIGEST_DIGITS);
    return encoded.substring(0, LONGEST - DIGEST_DIGITS - 1) + "~" + name;
  }

  /** The text, or empty where the value is not one that {@link #encode} writes in full. */
  static Optional<String> decode(String value) {
    StringBuilder out = new StringBuilder(value.length());
    byte[] bytes = new byte[value.length() / 3 + 1];
    int i = 0;
    try {
      while (i < value.length()) {
        int count = 0;
        while (i + 2 < value.length() && value.charAt(i) == '%' && value.charAt(i + 1) != 'u') {
          bytes[count++] = (byte) HexFormat.fromHexDigits(value, i + 1, i + 3);
          i += 3;
        }
        if (count > 0) {
          out.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        } else if (value.startsWith("%u", i)) {
          out.append((char) HexFormat.fromHexDigits(value, i + 2, i + 6));
          i += 6;
        } else {
          out.append(value.charAt(i));
          i++;
        }
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
    String text = out.toString();
    return encode(text).equals(value) ? Optional.of(text) : Optional.empty();
  }
}
