package dev.caravan.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts gap records by venue, channel and cause.
 *
 * <p>Any thread; counting neither waits nor allocates once a cause is known.
 */
public final class GapCounter {
  private final ConcurrentMap<Key, Counts> counts = new ConcurrentHashMap<>();

  /**
   * Counts one hole.
   *
   * @param missingIds how many ids it holds
   */
  public void count(String venue, String channel, String cause, long missingIds) {
    Counts target = counts.computeIfAbsent(new Key(venue, channel, cause), key -> new Counts());
    target.gaps.increment();
    target.missingIds.add(missingIds);
  }

  /** What was counted since start, ordered by venue, channel and cause. */
  public List<GapCount> counts() {
    List<GapCount> all = new ArrayList<>();
    counts.forEach(
        (key, value) ->
            all.add(
                new GapCount(
                    key.venue, key.channel, key.cause, value.gaps.sum(), value.missingIds.sum())));
    all.sort(
        Comparator.comparing(GapCount::venue)
            .thenComparing(GapCount::channel)
            .thenComparing(GapCount::cause));
    return List.copyOf(all);
  }

  private record Key(String venue, String channel, String cause) {}

  private static final class Counts {
    final LongAdder gaps = new LongAdder();
    final LongAdder missingIds = new LongAdder();
  }
}
