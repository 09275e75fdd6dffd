package dev.caravan.camel.health;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong, as a check found it.
 *
 * @param sentence for a person
 * @param extent how many things it concerns: streams, gaps
 */
public record CheckProblem(String sentence, long extent) {
  public CheckProblem {
    requireNonNull(sentence, "sentence");
  }

  /** Of one thing. */
  public CheckProblem(String sentence) {
    this(sentence, 1);
  }
}
