package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a journal knows of a plain segment that it rotated, so that whoever seals it need not do
 * again what was done before.
 *
 * @param sha256 of the file, lower-case hex; empty where somebody changed it since
 * @param encodedCrc32 CRC-32 of what was encoded for it, made from memory: content that has it is
 *     what was encoded, whatever became of the file; empty where that is not known
 */
public record Rotated(Optional<String> sha256, OptionalLong encodedCrc32) {
  public Rotated {
    requireNonNull(sha256, "sha256");
    requireNonNull(encodedCrc32, "encodedCrc32");
  }
}
