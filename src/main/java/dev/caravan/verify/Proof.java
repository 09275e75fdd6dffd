package dev.caravan.verify;

import dev.caravan.instrument.Sequencing;
import java.util.Optional;

/** What the ids of a channel allow to prove. */
public enum Proof {
  /**
   * Every missing id is known: the stream is complete but for its gaps; or every interval of its
   * candles is there.
   */
  COMPLETE("complete"),
  /** Ids only grow: order and doubles are known, holes are not. */
  IN_ORDER("in order"),
  /** No ids: only silence is known. */
  UNPROVABLE("unprovable");

  private final String word;

  Proof(String word) {
    this.word = word;
  }

  static Proof of(Sequencing sequencing, Optional<CandleRuns> candles) {
    if (candles.isPresent() && sequencing == Sequencing.NONE) {
      return candles.get().absent() == 0 ? COMPLETE : UNPROVABLE;
    }
    return switch (sequencing) {
      case CONTIGUOUS -> COMPLETE;
      case GROWING -> IN_ORDER;
      case NONE -> UNPROVABLE;
    };
  }

  /** As written in reports. */
  public String word() {
    return word;
  }
}
