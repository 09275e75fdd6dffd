package dev.caravan.web;

import static java.util.Objects.requireNonNull;

/**
 * Which streams a viewer wants to see, in which order, and which part of them.
 *
 * @param find words that all have to be in venue, channel, symbol or phase, whatever their case
 * @param group whether venues stay together under a heading each
 * @param from the first line, headings counted
 * @param count how many lines
 */
public record StreamQuery(
    String find, Show show, boolean group, Sort sort, boolean descending, int from, int count) {
  /** Lines that one page may have. */
  public static final int MOST_LINES = 120;

  /** The first lines by symbol. */
  public static final StreamQuery FIRST =
      new StreamQuery("", Show.ALL, false, Sort.SYMBOL, false, 0, 40);

  /** Which streams. */
  public enum Show {
    ALL,
    /** Everything that does not simply receive over its connection. */
    TROUBLED,
    /** Something was missing since the start. */
    GAPS
  }

  /** By what. */
  public enum Sort {
    SYMBOL,
    CHANNEL,
    VENUE,
    PHASE,
    RATE,
    LATENCY,
    SILENCE,
    ID,
    GAPS
  }

  public StreamQuery {
    requireNonNull(find, "find");
    requireNonNull(show, "show");
    requireNonNull(sort, "sort");
    if (from < 0) {
      throw new IllegalArgumentException("from is negative: " + from);
    }
    if (count < 1 || count > MOST_LINES) {
      throw new IllegalArgumentException(
          "count is out of limits: " + count + " limit=1.." + MOST_LINES);
    }
  }
}
