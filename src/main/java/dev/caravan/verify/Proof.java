package dev.caravan.verify;

import dev.caravan.instrument.Sequencing;

/** What the ids of a channel allow to prove. */
public enum Proof {
  /** Every missing id is known: the stream is complete but for its gaps. */
  COMPLETE("complete"),
  /** Ids only grow: order and doubles are known, holes are not. */
  IN_ORDER("in order"),
  /** No ids: only silence is known. */
  UNPROVABLE("unprovable");

  private final String word;

  Proof(String word) {
    this.word = word;
  }

  static Proof of(Sequencing sequencing) {
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
