package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A name as a person writes it, with {@code *} for anything and {@code ?} for one character. */
public final class Glob {

  private final Pattern regex;

  private Glob(Pattern regex) {
    this.regex = regex;
  }

  /** Whether the text means more than the one name that it spells. */
  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  public static Glob of(String text) {
    return new Glob(compile(text, 0));
  }

  /** One for which {@code btc*} means {@code BTCUSDT} too. */
  public static Glob anyCase(String text) {
    return new Glob(compile(text, Pattern.CASE_INSENSITIVE));
  }

  private static Pattern compile(String text, int flags) {
    // Stars side by side mean one; left alone they would take exponential time to fail.
    String regex =
        requireNonNull(text, "text")
            .replaceAll("\\*+", "*")
            .codePoints()
            .mapToObj(Character::toString)
            .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL | flags);
  }

  /** Whether the whole name is meant. */
  public boolean matches(String name) {
    return regex.matcher(name).matches();
  }
}
