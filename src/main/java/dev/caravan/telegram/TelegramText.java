package dev.caravan.telegram;

import dev.caravan.incident.Incident;
import dev.caravan.incident.IncidentEvent;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes what a person reads on the phone about one incident event, as Telegram's HTML.
 *
 * <p>Source: core.telegram.org/bots/api, "HTML style" and sendMessage: {@code & < >} are escaped, a
 * text has 1 to 4,096 characters. Thread-safe.
 */
public final class TelegramText {

  /** The limit of the Bot API. */
  public static final int MAX_LENGTH = 4_096;

  // Both together stay below the limit with the worst escaping and the fixed parts.
  private static final int MAX_SENTENCE = 2_900;
  private static final int MAX_NEXT_STEP = 900;

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The message for this event. */
  public String of(IncidentEvent event) {
    Incident incident = event.incident();
    String sentence = escape(incident.sentence(), MAX_SENTENCE);
    String since = DAY_AND_TIME.format(incident.openedAt());
    if (event.isOpened()) {
      String sign =
          switch (incident.severity()) {
            case CRITICAL -> "🔴";
            case WARNING -> "🟠";
            case INFO -> "🔵";
          };
      return sign
          + " <b>"
          + sentence
          + "</b>\nsince "
          + since
          + "\nNext: "
          + escape(incident.nextStep(), MAX_NEXT_STEP);
    }
    Duration lasted =
        Duration.between(incident.openedAt(), incident.closedAt().orElse(incident.openedAt()));
    return "🟢 Over after " + inWords(lasted) + ": <b>" + sentence + "</b>\nbegan " + since;
  }

  /** The two largest units: {@code 3 h 12 min}. */
  static String inWords(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }

  /** Escapes, and cuts so that the escaped text fits and no character or entity is halved. */
  static String escape(String text, int limit) {
    StringBuilder escaped = new StringBuilder(Math.min(text.length() + 16, limit));
    int[] points = text.codePoints().toArray();
    for (int point : points) {
      String next =
          switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default ->
                Character.isISOControl(point) && point != '\n' || isLoneSurrogate(point)
                    ? " "
                    : Character.toString(point);
          };
      if (escaped.length() + next.length() > limit - 1) {
        return escaped.append('…').toString();
      }
      escaped.append(next);
    }
    return escaped.toString();
  }

  private static boolean isLoneSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
