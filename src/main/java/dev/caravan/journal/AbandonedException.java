package dev.caravan.journal;

/** The journal was closed while its disk did not work, and the time for closing is over. */
final class AbandonedException extends RuntimeException {

  AbandonedException() {
    super("journal closed while its disk does not work");
  }
}
