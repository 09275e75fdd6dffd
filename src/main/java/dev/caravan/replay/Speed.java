package dev.caravan.replay;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads how fast a recording is replayed: {@code 1}, {@code 0.5}, {@code 60x}, or {@code max} for
 * as fast as the client takes it, which is infinite.
 */
public final class Speed {

  private static final Pattern FACTOR = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?x?");

  private Speed() {}

  /** Seconds of the recording in one second; empty where the text says nothing of the kind. */
  public static Optional<Double> parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("max")) {
      return Optional.of(Double.POSITIVE_INFINITY);
    }
    if (!FACTOR.matcher(lower).matches()) {
      return Optional.empty();
    }
    double factor = Double.parseDouble(lower.endsWith("x") ? lower.replace("x", "") : lower);
    return factor > 0 ? Optional.of(factor) : Optional.empty();
  }
}
