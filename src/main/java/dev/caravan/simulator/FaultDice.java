package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.util.SplittableRandom;

/**
 * Says which frames one fault strikes, and which of them on which connection.
 *
 * <p>Follows from the seed and the frame's place in the market, for a dropped frame also from the
 * connection's place, never from who else is connected. Not thread-safe.
 */
final class FaultDice {

  private static final double UNIT = 0x1.0p-53;

  private final Fault fault;
  private final long seed;
  private final SplittableRandom random;

  FaultDice(Fault fault, long seed) {
    this.fault = fault;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  Fault fault() {
    return fault;
  }

  /** Whether it may strike this frame on some connection; to be asked once for every frame. */
  boolean strikes(StreamId stream, long elapsedNs) {
    if (!fault.isActive(elapsedNs) || !fault.concerns(stream)) {
      return false;
    }
    boolean isDrawn =
        fault.kind().value() == FaultKind.Value.SHARE && fault.kind() != FaultKind.DROP;
    return !isDrawn || random.nextDouble() < fault.value();
  }

  /**
   * Whether a frame that it may strike is struck on one connection.
   *
   * @param taken the connection's place
   * @param framePlace how many frames the market had made before it
   */
  boolean strikesOn(int taken, long framePlace) {
    if (!fault.concerns(taken)) {
      return false;
    }
    return fault.kind() != FaultKind.DROP || draw(taken, framePlace) < fault.value();
  }

  private double draw(int taken, long framePlace) {
    long mixed = mix(mix(mix(seed) + taken) + framePlace);
    return (mixed >>> 11) * UNIT;
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
