package dev.caravan.camel.daemon;

/** The daemon could not start; the message says what to do, and nothing was left running. */
public final class StartException extends Exception {

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
