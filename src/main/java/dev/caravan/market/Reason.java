package dev.caravan.market;

import java.util.Locale;

/** Names why a frame, or what it says, is kept away from live state. */
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
  IMPOSSIBLE_CANDLE;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As metrics and status spell it: {@code crossed-book}. */
  public String label() {
    return label;
  }
}
