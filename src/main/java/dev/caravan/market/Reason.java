package dev.caravan.market;

import java.util.Locale;

/**
 * Names why a frame, or what it says, is kept away from live state, or what is only odd about it:
 * that is read rightly, goes on, and is counted once a frame.
 */
public enum Reason {
  /** No well-formed JSON, or none of the expected shape. */
  UNREADABLE,
  /** Something without which it says nothing is not there. */
  INCOMPLETE,
  /** What should be a decimal number is none, or is one of absurd length. */
  NOT_A_NUMBER,
  /** A price at or below zero where nobody can trade at one. */
  IMPOSSIBLE_PRICE,
  /** A quantity below zero, or of zero where something changed hands. */
  IMPOSSIBLE_SIZE,
  /** A time that the stream's own clock cannot have. */
  IMPOSSIBLE_TIME,
  /** Best bid at or above best ask in a quote. */
  CROSSED_QUOTE,
  /** Best bid at or above best ask in a book. */
  CROSSED_BOOK,
  /** A book that is not the one that the venue's checksum is of. */
  WRONG_CHECKSUM,
  /** High below low, or open or close outside of them. */
  IMPOSSIBLE_CANDLE,
  /** Odd: an id of a trade or a whole book below the one before. */
  BACKWARD_ID(true),
  /** Odd: a venue's time before that of the one before. */
  BACKWARD_TIME(true),
  /** Odd: levels of price zero that fill up a thin side; they are left out. */
  PADDED_LEVEL(true),
  /** Odd: levels whose size was rounded to zero; they are left out. */
  ROUNDED_TO_ZERO(true),
  /** Odd: numbers with an exponent. */
  EXPONENT(true),
  /** Odd: a time in microseconds on a venue that else says milliseconds. */
  MICROSECONDS(true);

  private final boolean isOddity;
  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Reason() {
    this(false);
  }

  Reason(boolean isOddity) {
    this.isOddity = isOddity;
  }

  /** Whether it keeps nothing away. */
  public boolean isOddity() {
    return isOddity;
  }

  /** As metrics and status spell it: {@code crossed-book}. */
  public String label() {
    return label;
  }
}
