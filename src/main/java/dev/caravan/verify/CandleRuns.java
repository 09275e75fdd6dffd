package dev.caravan.verify;

import java.util.Map;
import java.util.TreeMap;

/** Which intervals of a candle stream are there, as runs without holes. Not thread-safe. */
final class CandleRuns {

  // From the first interval of a run to its last.
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  void add(long interval) {
    addRun(interval, interval);
  }

  void addAll(CandleRuns other) {
    other.runs.forEach(this::addRun);
  }

  private void addRun(long first, long last) {
    Map.Entry<Long, Long> before = runs.floorEntry(first);
    if (before != null && before.getValue() >= last) {
      return;
    }
    long from = first;
    long to = last;
    if (before != null && before.getValue() >= first - 1) {
      from = before.getKey();
    }
    Map.Entry<Long, Long> touched = runs.ceilingEntry(from);
    while (touched != null && touched.getKey() <= to + 1) {
      to = Math.max(to, touched.getValue());
      runs.remove(touched.getKey());
      touched = runs.ceilingEntry(from);
    }
    runs.put(from, to);
  }

  /** How many are there between the first and the last one, both included. */
  long present() {
    return runs.entrySet().stream().mapToLong(run -> run.getValue() - run.getKey() + 1).sum();
  }

  /** How many are absent between the first and the last one. */
  long absent() {
    return runs.isEmpty() ? 0 : runs.lastEntry().getValue() - runs.firstKey() + 1 - present();
  }
}
