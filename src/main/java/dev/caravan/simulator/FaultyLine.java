package dev.caravan.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leads frames to one connection the way the faults want it: not at all, twice, later, or behind
 * the next of their stream.
 *
 * <p>Not thread-safe; one per connection.
 */
final class FaultyLine {

  /** A frame that waits for the next one of its stream. */
  private record Held(MarketFrame frame, long place) {}

  private static final double NANOS_PER_MS = 1e6;

  private final DelayLine delayLine = new DelayLine();
  private final Map<Integer, Held> held = new HashMap<>();
  private final DelayLine.Sink out;

  FaultyLine(DelayLine.Sink out) {
    this.out = out;
  }

  /** Whether a frame that no fault strikes can go straight to the connection. */
  boolean isStraight() {
    return delayLine.isEmpty() && held.isEmpty();
  }

  /**
   * Leads one frame.
   *
   * @param place how many frames the market had made before it
   * @param taken the connection's place
   * @param strikes the faults that may strike it
   */
  void lead(MarketFrame frame, long place, long elapsedNs, int taken, List<FaultDice> strikes) {
    boolean isLost = false;
    boolean isDoubled = false;
    boolean isHeld = false;
    long delayNs = 0;
    for (int i = 0; i < strikes.size(); i++) {
      FaultDice strike = strikes.get(i);
      if (!strike.strikesOn(taken, place)) {
        continue;
      }
      switch (strike.fault().kind()) {
        case MUTE, GAP, DROP -> isLost = true;
        case DOUBLE -> isDoubled = true;
        case REORDER -> isHeld = true;
        case SLOW -> delayNs = Math.max(delayNs, Math.round(strike.fault().value() * NANOS_PER_MS));
        default -> {}
      }
    }
    if (isLost) {
      return;
    }
    Held before = held.remove(frame.stream());
    if (isHeld && before == null) {
      held.put(frame.stream(), new Held(frame.copy(), place));
      return;
    }
    pass(frame, place, elapsedNs, delayNs);
    if (isDoubled) {
      pass(frame, place, elapsedNs, delayNs);
    }
    if (before != null) {
      pass(before.frame(), before.place(), elapsedNs, delayNs);
    }
  }

  private void pass(MarketFrame frame, long place, long elapsedNs, long delayNs) {
    if (delayNs > 0 || delayLine.holds(frame.stream())) {
      delayLine.add(frame, place, elapsedNs + delayNs);
    } else {
      out.accept(frame, place);
    }
  }

  /** Hands over what was delayed until now. */
  void release(long elapsedNs) {
    delayLine.release(elapsedNs, out);
  }

  /** Hands over what waits for a next frame: there will be none. */
  void letGo(long elapsedNs) {
    held.values().forEach(last -> pass(last.frame(), last.place(), elapsedNs, 0));
    held.clear();
  }
}
