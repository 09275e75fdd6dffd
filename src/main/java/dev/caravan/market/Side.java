package dev.caravan.market;

/** Says who was in a hurry: the side of the aggressor, which took what the other had offered. */
public enum Side {
  BUY,
  SELL,
  /** The venue does not say. */
  UNKNOWN
}
