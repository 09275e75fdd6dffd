package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

/**
 * A text that everybody is told once, such as the daily digest.
 *
 * @param name unique: a second note of the same name is not told
 * @param text lines of it
 */
public record Note(String name, String title, String text) {
  public Note {
    requireNonNull(name, "name");
    requireNonNull(title, "title");
    requireNonNull(text, "text");
  }
}
