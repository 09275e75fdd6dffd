package dev.caravan.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the ids that one stream still lacks, and matches them with the gap records that explain
 * them.
 *
 * <p>A late frame fills a hole or splits it. A gap record may lie before or behind the frame that
 * showed the hole, so causes are matched at the end. Not thread-safe.
 */
final class Holes {

  private final TreeMap<Long, Gap> open = new TreeMap<>();
  private final TreeMap<Long, Gap> recorded = new TreeMap<>();

  /** Notes that these ids were skipped; the cause holds unless a gap record says better. */
  void open(long first, long last, String cause) {
    open.put(first, piece(first, last, cause));
  }

  /** Notes that these ids arrived after all. */
  void fill(long first, long last) {
    Map.Entry<Long, Gap> entry = open.floorEntry(last);
    while (entry != null && entry.getValue().last() >= first) {
      Gap hole = entry.getValue();
      open.remove(entry.getKey());
      if (hole.last() > last) {
        open(last + 1, hole.last(), hole.cause());
      }
      if (hole.first() < first) {
        open(hole.first(), first - 1, hole.cause());
        return;
      }
      entry = open.lowerEntry(hole.first());
    }
  }

  /** Notes a gap record of the journal. */
  void record(Gap gap) {
    recorded.put(gap.first(), gap);
  }

  /**
   * What is still open, in order of ids: ids that a gap record covers with its cause, the others
   * with that of their hole.
   */
  List<Gap> unfilled() {
    List<Gap> result = new ArrayList<>(open.size());
    for (Gap hole : open.values()) {
      explain(hole, result);
    }
    return result;
  }

  private void explain(Gap hole, List<Gap> into) {
    long next = hole.first();
    Long from = recorded.floorKey(hole.first());
    for (Gap known : recorded.tailMap(from == null ? hole.first() : from).values()) {
      if (known.first() > hole.last()) {
        break;
      }
      if (known.last() < next) {
        continue;
      }
      if (known.first() > next) {
        into.add(piece(next, known.first() - 1, hole.cause()));
        next = known.first();
      }
      long last = Math.min(known.last(), hole.last());
      into.add(piece(next, last, known.cause()));
      next = last + 1;
    }
    if (next <= hole.last()) {
      into.add(piece(next, hole.last(), hole.cause()));
    }
  }

  private static Gap piece(long first, long last, String cause) {
    return new Gap(first, last, last - first + 1, cause);
  }

  /** Gap records of ids that lie wholly outside {@code lowest..highest}, in order of ids. */
  List<Gap> recordedOutside(long lowest, long highest) {
    return recorded.values().stream()
        .filter(gap -> gap.last() < lowest || gap.first() > highest)
        .toList();
  }

  /** All gap records, in order of ids. */
  List<Gap> allRecorded() {
    return List.copyOf(recorded.values());
  }
}
