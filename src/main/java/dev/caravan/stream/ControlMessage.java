package dev.caravan.stream;

/** What a venue says besides market data. */
public sealed interface ControlMessage {

  /** The request was accepted; no proof that data will come. */
  record Acknowledged(long requestId) implements ControlMessage {}

  /**
   * The request was refused.
   *
   * @param requestId the request, or -1 where the venue does not say which
   * @param reason the venue's code and words
   */
  record Refused(long requestId, String reason) implements ControlMessage {}

  /** The venue announces that it will close this connection. */
  record ClosingSoon(String reason) implements ControlMessage {}

  /** Anything else. */
  record Other() implements ControlMessage {}
}
