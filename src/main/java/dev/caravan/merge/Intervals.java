package dev.caravan.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of ids kept as runs without a hole, so that it costs memory by holes, not by ids.
 *
 * <p>Not thread-safe.
 */
final class Intervals {

  /** The ids from {@code first} to {@code last}. */
  record Run(long first, long last) {
    long size() {
      return last - first + 1;
    }
  }

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  void add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      if (before.getValue() >= to) {
        return;
      }
      from = before.getKey();
    }
    Map.Entry<Long, Long> next = lastByFirst.higherEntry(from);
    while (next != null && next.getKey() <= to + 1) {
      to = Math.max(to, next.getValue());
      lastByFirst.remove(next.getKey());
      next = lastByFirst.higherEntry(from);
    }
    lastByFirst.put(from, to);
  }

  /** Whether all of these ids are in it. */
  boolean holds(long first, long last) {
    Map.Entry<Long, Long> run = lastByFirst.floorEntry(first);
    return run != null && run.getValue() >= last;
  }

  /** The ids between these two that are not in it. */
  List<Run> missing(long first, long last) {
    List<Run> missing = new ArrayList<>();
    long next = first;
    Map.Entry<Long, Long> run = lastByFirst.floorEntry(first);
    if (run == null) {
      run = lastByFirst.higherEntry(first);
    }
    for (; run != null && run.getKey() <= last; run = lastByFirst.higherEntry(run.getKey())) {
      if (run.getKey() > next) {
        missing.add(new Run(next, run.getKey() - 1));
      }
      next = Math.max(next, run.getValue() + 1);
    }
    if (next <= last) {
      missing.add(new Run(next, last));
    }
    return missing;
  }

  /** What lies between its runs. */
  List<Run> holes() {
    return lastByFirst.isEmpty()
        ? List.of()
        : missing(lastByFirst.firstKey(), lastByFirst.lastEntry().getValue());
  }

  /** Adds all of another set. */
  void addAll(Intervals other) {
    other.lastByFirst.forEach(this::add);
  }
}
