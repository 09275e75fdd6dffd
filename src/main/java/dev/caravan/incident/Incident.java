package dev.caravan.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Something an operator may act on.
 *
 * @param id unique and growing: the order in which incidents were opened
 * @param key what it is about; at most one incident of a key is open: {@code feed/binance-spot}
 * @param sentence what is wrong, in one sentence
 * @param nextStep what to do about it
 * @param closedAt empty while it is open
 */
public record Incident(
    long id,
    String key,
    Severity severity,
    Instant openedAt,
    Optional<Instant> closedAt,
    String sentence,
    String nextStep) {

  /** How urgent it is. */
  public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Recovers by itself or can wait for the morning. */
    WARNING,
    /** Data is being lost or is about to be. */
    CRITICAL
  }

  public boolean isOpen() {
    return closedAt.isEmpty();
  }
}
