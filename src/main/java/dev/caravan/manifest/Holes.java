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
    open.put(first, new Gap(first, last, last - first + 1, cause));
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

  /** What is still open, each with the cause of the gap record that covers it, in order of ids. */
  List<Gap> unfilled() {
    List<Gap> result = new ArrayList<>(open.size());
    for (Gap hole : open.values()) {
      Map.Entry<Long, Gap> known = recorded.floorEntry(hole.last());
      boolean covers = known != null && known.getValue().last() >= hole.first();
      result.add(
          covers
              ? new Gap(hole.first(), hole.last(), hole.missing(), known.getValue().cause())
              : hole);
    }
    return result;
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
