package dev.caravan.journal;

/** A line is no whole valid record; the message says why, without the line's content. */
public final class InvalidRecordException extends Exception {

  public InvalidRecordException(String reason) {
    super(reason);
  }
}
