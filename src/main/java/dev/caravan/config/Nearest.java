package dev.caravan.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was probably meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * Returns the closest name if few enough letters differ to be a slip (two, or a third of it),
   * else the shortest name of which this is an abbreviation.
   */
  public static Optional<String> to(String wrong, Collection<String> known) {
    int limit = Math.max(2, wrong.length() / 3);
    return known.stream()
        .filter(name -> !name.equals(wrong))
        .filter(name -> distance(wrong, name) <= limit)
        .min(
            Comparator.<String>comparingInt(name -> distance(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .or(
            () ->
                known.stream()
                    .filter(name -> abbreviates(wrong, name))
                    .min(Comparator.comparingInt(String::length)));
  }

  private static boolean abbreviates(String wrong, String name) {
    if (wrong.length() < 3 || name.isEmpty() || wrong.charAt(0) != name.charAt(0)) {
      return false;
    }
    int matched = 0;
    for (int i = 0; i < name.length() && matched < wrong.length(); i++) {
      if (name.charAt(i) == wrong.charAt(matched)) {
        matched++;
      }
    }
    return matched == wrong.length();
  }

  /** The hint for {@link #to}, or what there is to choose from when nothing is near. */
  public static Optional<String> hint(String wrong, Collection<String> known) {
    return to(wrong, known)
        .map(name -> "did you mean '" + name + "'?")
        .or(() -> known.isEmpty() ? Optional.empty() : Optional.of("known: " + some(known)));
  }

  private static String some(Collection<String> known) {
    int shown = 12;
    String names = String.join(", ", known.stream().sorted().limit(shown).toList());
    return known.size() > shown ? names + ", … (" + known.size() + " in all)" : names;
  }

  /** Levenshtein distance, letters compared without case. */
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
