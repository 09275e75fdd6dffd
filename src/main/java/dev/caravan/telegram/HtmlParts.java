package dev.caravan.telegram;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text in Telegram's HTML into parts that each fit into a message: at a line's end where
 * there is one far enough down, else at a word's, and never within a character, an entity or a tag.
 *
 * <p>A tag that is open at a cut is closed there and opened again in the next part.
 */
final class HtmlParts {

  // One unit that must not be cut: a tag, an entity, or a character.
  private static final Pattern UNIT =
      Pattern.compile("</?[a-z]{1,8}>|&[a-z]{1,6};|.", Pattern.DOTALL);

  private final int limit;
  private final List<String> parts = new ArrayList<>();
  // Of the part at hand, and of those the tags that are open at its end, outermost first.
  private final List<String> units = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private int length;

  private HtmlParts(int limit) {
    this.limit = limit;
  }

  static List<String> split(String html, int limit) {
    if (html.length() <= limit) {
      return List.of(html);
    }
    HtmlParts splitter = new HtmlParts(limit);
    Matcher matcher = UNIT.matcher(html);
    while (matcher.find()) {
      splitter.add(matcher.group());
    }
    splitter.flush(splitter.units.size());
    return splitter.parts;
  }

  private void add(String unit) {
    take(unit);
    if (length + closing().length() > limit) {
      flush(bestCut());
    }
  }

  private void take(String unit) {
    units.add(unit);
    length += unit.length();
    if (unit.length() > 2 && unit.startsWith("</")) {
      open.remove(open.size() - 1);
    } else if (unit.length() > 2 && unit.startsWith("<")) {
      open.add(unit);
    }
  }

  /** After the last line's end in the second half, else after the last word's, else at the end. */
  private int bestCut() {
    int end = units.size() - 1;
    int word = end;
    boolean hasWord = false;
    int seen = length - units.get(end).length();
    for (int i = end - 1; i > 0 && seen > limit / 2; i--) {
      if (units.get(i).equals("\n")) {
        return i + 1;
      }
      if (!hasWord && units.get(i).equals(" ")) {
        hasWord = true;
        word = i + 1;
      }
      seen -= units.get(i).length();
    }
    return word;
  }

  /** Ends the part after so many units; the others begin the next one. */
  private void flush(int count) {
    List<String> rest = List.copyOf(units.subList(count, units.size()));
    List<String> head = List.copyOf(units.subList(0, count));
    clear();
    head.forEach(this::take);
    String part = String.join("", head) + closing();
    if (!part.replaceAll("</?[a-z]+>", "").isBlank()) {
      parts.add(part);
    }
    List<String> reopened = List.copyOf(open);
    clear();
    reopened.forEach(this::take);
    rest.forEach(this::take);
  }

  private void clear() {
    units.clear();
    open.clear();
    length = 0;
  }

  private String closing() {
    StringBuilder closing = new StringBuilder();
    for (int i = open.size() - 1; i >= 0; i--) {
      closing.append("</").append(open.get(i).substring(1));
    }
    return closing.toString();
  }
}
