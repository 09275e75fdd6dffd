package dev.caravan.market;

/** Says what the sizes and volumes of an event count. */
public enum SizeUnit {
  /** The asset that is bought and sold. */
  BASE,
  /** Contracts; how much of an asset one is worth stands in the venue's instrument list. */
  CONTRACTS
}
