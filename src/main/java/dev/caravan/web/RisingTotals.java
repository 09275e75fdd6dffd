package dev.caravan.web;

import java.util.HashMap;
import java.util.Map;

/**
 * Sums counters of members that come and go into totals that never fall.
 *
 * <p>A stream that is no longer wanted takes its count with it; a Prometheus counter must not fall,
 * or its rate shows a reset that never was. Not thread-safe.
 *
 * @param <G> what a total is kept for
 * @param <M> what is counted
 */
final class RisingTotals<G, M> {
  private final Map<M, Long> known = new HashMap<>();
  private final Map<G, Long> totals = new HashMap<>();
  private final Map<M, Long> round = new HashMap<>();

  /** Tells a member's counter in this round; one that fell began anew. */
  void add(G group, M member, long count) {
    long before = known.getOrDefault(member, 0L);
    totals.merge(group, count >= before ? count - before : count, Long::sum);
    round.put(member, count);
  }

  /** Ends the round: members that were not told have left. */
  Map<G, Long> endRound() {
    known.clear();
    known.putAll(round);
    round.clear();
    return Map.copyOf(totals);
  }
}
