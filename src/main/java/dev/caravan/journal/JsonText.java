package dev.caravan.journal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the content of JSON strings that {@link JsonCheck} found valid. */
final class JsonText {
  private JsonText() {}

  /** The text between the quotes of the range, escapes resolved. */
  static String unquote(byte[] bytes, int offset, int length) {
    String raw = new String(bytes, offset + 1, length - 2, StandardCharsets.UTF_8);
    int escape = raw.indexOf('\\');
    if (escape < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    int from = 0;
    while (escape >= 0) {
      text.append(raw, from, escape);
      char kind = raw.charAt(escape + 1);
      from = escape + 2;
      switch (kind) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          from = escape + 6;
          text.append((char) Integer.parseInt(raw, escape + 2, from, 16));
        }
        default -> text.append(kind);
      }
      escape = raw.indexOf('\\', from);
    }
    return text.append(raw, from, raw.length()).toString();
  }

  /** The same as UTF-8; fails where the string names half of a surrogate pair. */
  static byte[] unquoteToUtf8(byte[] bytes, int offset, int length)
      throws CharacterCodingException {
    ByteBuffer utf8 =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(unquote(bytes, offset, length)));
    return Arrays.copyOfRange(utf8.array(), utf8.arrayOffset(), utf8.limit());
  }
}
