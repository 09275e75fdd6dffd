package dev.caravan.instrument;

/** Says what a channel's ids prove. */
public enum Sequencing {
  /** Each frame starts one above the last id of the frame before: a hole is known to the id. */
  CONTIGUOUS,
  /** Ids grow but skip: order and doubles are provable, holes are not. */
  GROWING,
  /** No id at all: only silence is measurable. */
  NONE
}
