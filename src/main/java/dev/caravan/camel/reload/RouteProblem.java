package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Says what is wrong in a route file, where, and what would probably be right.
 *
 * @param line counted from 1
 */
public record RouteProblem(String file, int line, String message, Optional<String> hint) {

  public RouteProblem {
    requireNonNull(file, "file");
    requireNonNull(message, "message");
    requireNonNull(hint, "hint");
    if (line < 1) {
      throw new IllegalArgumentException("line=" + line + " is below 1");
    }
  }

  static RouteProblem of(String file, int line, String message) {
    return new RouteProblem(file, line, message, Optional.empty());
  }

  static RouteProblem of(String file, int line, String message, String hint) {
    return new RouteProblem(file, line, message, Optional.of(hint));
  }

  /** The form of compilers, so that editors and eyes find the place. */
  @Override
  public String toString() {
    return file + ":" + line + ": " + message + hint.map(h -> "; " + h).orElse("");
  }
}
