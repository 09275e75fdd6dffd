package dev.caravan.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Says which symbols an option means. */
public final class SymbolNames {

  private static final int DEFAULT_COUNT = 5;

  private SymbolNames() {}

  /**
   * The symbols of a market.
   *
   * @param spec a number, or names separated by commas; empty for the default
   * @param known names for a number, in order; behind their end names are made up
   * @param prefix begins the made-up ones
   */
  public static List<String> of(String spec, List<String> known, String prefix) {
    if (!spec.isBlank() && !spec.matches("\\d{1,5}")) {
      return Arrays.stream(spec.split(","))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .distinct()
          .toList();
    }
    int count = spec.isBlank() ? DEFAULT_COUNT : Integer.parseInt(spec);
    if (count < 1) {
      throw new IllegalArgumentException("symbols=" + spec + ": at least 1 is needed");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(i < known.size() ? known.get(i) : prefix + "SIM" + (i + 1));
    }
    return names;
  }

  /**
   * The channels of a market.
   *
   * @throws IllegalArgumentException if one cannot be simulated; says which can
   */
  public static List<String> channels(
      List<String> asked, List<String> byDefault, List<String> possible) {
    for (String channel : asked) {
      if (!possible.contains(channel)) {
        throw new IllegalArgumentException(
            "channel '"
                + channel
                + "' cannot be simulated; these can: "
                + String.join(", ", possible));
      }
    }
    return asked.isEmpty() ? byDefault : asked.stream().distinct().toList();
  }
}
