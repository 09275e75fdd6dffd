package dev.caravan.book;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps the holes of a stream that may still be filled, until they are filled or given up.
 *
 * <p>A venue may swap two frames. Two connections of a stream are rarely at the same id: where the
 * faster one skips ids, the slower one may be about to bring them. Not thread-safe; one per stream.
 */
public final class PendingHoles {

  /**
   * Ids that have not arrived yet.
   *
   * @param cause why they are missing, should they never arrive
   * @param detectedAtNs wall time of the frame that showed the hole, nanoseconds since the epoch
   * @param sinceNs monotonic time of it
   */
  public record Hole(long first, long last, String cause, long detectedAtNs, long sinceNs) {
    public long missing() {
      return last - first + 1;
    }
  }

  private final List<Hole> holes = new ArrayList<>();

  public boolean isEmpty() {
    return holes.isEmpty();
  }

  public void add(Hole hole) {
    holes.add(hole);
  }

  /** These ids arrived after all: what lies among them is no hole any more. */
  public void fill(long first, long last) {
    if (last < first) {
      return;
    }
    for (int i = holes.size() - 1; i >= 0; i--) {
      Hole hole = holes.get(i);
      if (last < hole.first || first > hole.last) {
        continue;
      }
      holes.remove(i);
      if (last < hole.last) {
        holes.add(i, new Hole(last + 1, hole.last, hole.cause, hole.detectedAtNs, hole.sinceNs));
      }
      if (first > hole.first) {
        holes.add(i, new Hole(hole.first, first - 1, hole.cause, hole.detectedAtNs, hole.sinceNs));
      }
    }
  }

  /** Takes out the holes that are lost, in the order in which they were seen. */
  public List<Hole> giveUp(Predicate<Hole> isLost) {
    List<Hole> given = holes.stream().filter(isLost).toList();
    holes.removeAll(given);
    return given;
  }
}
