package dev.caravan.market;

import java.util.List;

/** Says whether a book is the one that the venue had when it sent a frame. */
public interface BookCheck {

  /** How many levels a side it looks at. */
  int levels();

  /**
   * Whether these are they.
   *
   * @param bids best first, at most {@link #levels()}
   * @param asks best first, at most {@link #levels()}
   */
  boolean holds(List<Level> bids, List<Level> asks);
}
