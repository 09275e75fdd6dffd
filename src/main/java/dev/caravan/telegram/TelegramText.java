package dev.caravan.telegram;

import dev.caravan.incident.IncidentText;
import dev.caravan.incident.Notice;
import java.util.List;

/**
 * Writes what a person reads on the phone, as Telegram's HTML.
 *
 * <p>Source: core.telegram.org/bots/api, "HTML style" and sendMessage: {@code & < >} are escaped, a
 * text has 1 to 4,096 characters. Thread-safe.
 */
public final class TelegramText {

  /** The limit of the Bot API. */
  public static final int MAX_LENGTH = 4_096;

  /** The messages for this notice, in order; hardly ever more than one. */
  public List<String> parts(Notice notice) {
    return HtmlParts.split(html(IncidentText.of(notice)), MAX_LENGTH);
  }

  /** The messages for a text without markup; its first line is what matters. */
  static List<String> plain(String text) {
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    String rest = end < 0 ? "" : text.substring(end);
    return HtmlParts.split("<b>" + escape(first) + "</b>" + escape(rest), MAX_LENGTH);
  }

  static String html(IncidentText text) {
    return text.sign()
        + " "
        + escape(text.prefix())
        + "<b>"
        + escape(text.headline())
        + "</b>\n"
        + escape(String.join("\n", text.lines()));
  }

  /** Escapes what HTML would take for its own, and replaces what no message may hold. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default ->
                    escaped.appendCodePoint(
                        Character.isISOControl(point) && point != '\n' || isLoneSurrogate(point)
                            ? ' '
                            : point);
              }
            });
    return escaped.toString();
  }

  private static boolean isLoneSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
