package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

/**
 * What was done about one file, or why nothing was.
 *
 * @param file relative to the data folder, with slashes
 * @param isDone whether something was done
 * @param what in a few words
 */
public record Fix(String file, boolean isDone, String what) {
  public Fix {
    requireNonNull(file, "file");
    requireNonNull(what, "what");
  }
}
