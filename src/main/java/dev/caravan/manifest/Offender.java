package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

/**
 * One line of a segment that a full parse rejects.
 *
 * @param offset where the line begins in the plain content, bytes
 * @param reason what is wrong with it
 */
public record Offender(long offset, String reason) {
  public Offender {
    requireNonNull(reason, "reason");
  }
}
