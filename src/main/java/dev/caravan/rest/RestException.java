package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;

/** A venue's REST gave no usable answer; the kind says what a caller can do about it. */
public final class RestException extends IOException {

  /** What the caller's next step depends on. */
  public enum Kind {
    /** No answer: try again with backoff. */
    UNREACHABLE,
    /**
     * The venue had enough of us: try again after {@link #retryAfter}, which others wait for too.
     */
    LIMITED,
    /** The venue will say the same again: change the request. */
    REFUSED,
    /** The venue's own trouble: try again with backoff. */
    VENUE,
    /** An answer that is not what was asked for. */
    UNREADABLE
  }

  private final Kind kind;
  private final Duration retryAfter;

  RestException(Kind kind, Duration retryAfter, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
    this.retryAfter = requireNonNull(retryAfter, "retryAfter");
  }

  public Kind kind() {
    return kind;
  }

  /** Zero where the venue did not say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
