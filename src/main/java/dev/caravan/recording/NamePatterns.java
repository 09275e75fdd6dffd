package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Glob;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names as a person lists them: as they are, or with {@code *} for anything and {@code ?} for one
 * character; nothing listed means all.
 *
 * @param patterns in the order given
 * @param ignoresCase whether {@code btcusdt} means {@code BTCUSDT}
 */
public record NamePatterns(List<String> patterns, boolean ignoresCase) {

  /** Every name. */
  public static final NamePatterns ALL = new NamePatterns(List.of(), false);

  public NamePatterns {
    patterns = List.copyOf(requireNonNull(patterns, "patterns"));
  }

  /** Names that are spelled exactly so; entries may hold several with commas between. */
  public static NamePatterns exactly(Collection<String> entries) {
    return new NamePatterns(split(entries), false);
  }

  /** Names without regard to case; entries may hold several with commas between. */
  public static NamePatterns anyCase(Collection<String> entries) {
    return new NamePatterns(split(entries), true);
  }

  private static List<String> split(Collection<String> entries) {
    Set<String> patterns = new LinkedHashSet<>();
    for (String entry : entries) {
      Arrays.stream(entry.split(",", -1))
          .map(String::strip)
          .filter(pattern -> !pattern.isEmpty())
          .forEach(patterns::add);
    }
    return List.copyOf(patterns);
  }

  /** Whether every name is meant. */
  public boolean areAll() {
    return patterns.isEmpty();
  }

  /** Whether this name is meant. */
  public boolean match(String name) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> glob(pattern).matches(name));
  }

  private Glob glob(String pattern) {
    return ignoresCase ? Glob.anyCase(pattern) : Glob.of(pattern);
  }

  /** As a person would write them. */
  @Override
  public String toString() {
    return patterns.isEmpty() ? "*" : String.join(",", patterns);
  }
}
