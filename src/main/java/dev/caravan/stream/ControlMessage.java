package dev.caravan.stream;

import dev.caravan.instrument.StreamId;

/** What a venue says besides market data. */
public sealed interface ControlMessage {

  /** The request was accepted; no proof that data will come. */
  record Acknowledged(long requestId) implements ControlMessage {}

  /**
   * One stream of the request was accepted; the venue answers for each by itself.
   *
   * @param requestId the request, or -1 where the venue does not say which
   */
  record AcknowledgedOne(long requestId, StreamId stream) implements ControlMessage {}

  /**
   * One stream of the request was refused; which one shows when the others are acknowledged.
   *
   * @param requestId the request, or -1 where the venue does not say which
   * @param reason the venue's code and words
   */
  record RefusedOne(long requestId, String reason) implements ControlMessage {}

  /**
   * The request was refused.
   *
   * @param requestId the request, or -1 where the venue does not say which
   * @param reason the venue's code and words
   */
  record Refused(long requestId, String reason) implements ControlMessage {}

  /**
   * What was acknowledged last is refused after all.
   *
   * @param reason the venue's code and words
   */
  record Withdrawn(String reason) implements ControlMessage {}

  /** The venue announces that it will close this connection. */
  record ClosingSoon(String reason) implements ControlMessage {}

  /** Anything else. */
  record Other() implements ControlMessage {}
}
