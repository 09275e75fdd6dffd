package dev.caravan.record;

/**
 * Takes the bursts of one feed, in order, on the feed's event loop; must return soon and must not
 * throw.
 */
@FunctionalInterface
public interface BurstListener {
  void onBurst(Burst burst);
}
