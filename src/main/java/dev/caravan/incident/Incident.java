package dev.caravan.incident;

import java.time.Duration;
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
 * @param times how often its check went down: more than once where it came and went
 */
public record Incident(
    long id,
    String key,
    Severity severity,
    Instant openedAt,
    Optional<Instant> closedAt,
    String sentence,
    String nextStep,
    int times) {

  /** Keys of what is only told, and never open, begin with this. */
  static final String NOTE_PREFIX = "note/";

  /** What happened once. */
  public Incident(
      long id,
      String key,
      Severity severity,
      Instant openedAt,
      Optional<Instant> closedAt,
      String sentence,
      String nextStep) {
    this(id, key, severity, openedAt, closedAt, sentence, nextStep, 1);
  }

  /** How urgent it is. */
  public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Recovers by itself or can wait for the morning. */
    WARNING,
    /** Data is being lost or is about to be. */
    CRITICAL
  }

  /** Closed, having gone down so often in all. */
  Incident closed(Instant at, int times) {
    return new Incident(id, key, severity, openedAt, Optional.of(at), sentence, nextStep, times);
  }

  /** With what is wrong now. */
  Incident saying(String newSentence) {
    return new Incident(id, key, severity, openedAt, closedAt, newSentence, nextStep, times);
  }

  /** How long it lasted, or zero while it is open. */
  public Duration lasted() {
    return Duration.between(openedAt, closedAt.orElse(openedAt));
  }

  /** Whether it is a text to be told, such as a digest: its sentence is the title. */
  public boolean isNote() {
    return key.startsWith(NOTE_PREFIX);
  }

  public boolean isOpen() {
    return closedAt.isEmpty();
  }
}
