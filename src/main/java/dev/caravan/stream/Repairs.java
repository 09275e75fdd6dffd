package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.List;
import java.util.Set;

/**
 * Hears where a stream's chain of ids begins or breaks, and records what can be had in another way.
 *
 * <p>Called on the feed's event loop; must return at once.
 */
public interface Repairs {

  /** Repairs nothing. */
  Repairs NONE =
      new Repairs() {
        @Override
        public void onBegun(StreamId stream, long firstId) {}

        @Override
        public void onGap(StreamId stream, long first, long last) {}

        @Override
        public void onTick(long nowNs) {}
      };

  /**
   * A stream that no connection delivers.
   *
   * @param sinceNs monotonic time of its last frame, or of when it was asked for
   * @param lastId highest id received, or -1
   * @param isOverRestOnly whether no connection ever does
   */
  record Down(StreamId stream, long sinceNs, long lastId, boolean isOverRestOnly) {}

  /** What a repair may do with the feed. */
  interface Site {

    /** Runs on the feed's event loop, soon; never where that has ended. */
    void execute(Runnable task);

    /** Records an event of a stream, on the event loop; nothing happens once the feed closes. */
    void record(StreamId stream, RecordEvent event);

    /**
     * Records ids of a stream as missing, as if its frames had shown it; event loop only. Nothing
     * happens for a stream that is not wanted.
     */
    void gap(StreamId stream, long first, long last, String cause);

    /**
     * The wanted streams that no connection delivers: not subscribed, refused, or silent for longer
     * than allowed, or given over REST alone; none while nothing is read. Event loop only.
     */
    default List<Down> down() {
      return List.of();
    }

    /** Whether the stream is still wanted; event loop only. */
    boolean isWanted(StreamId stream);

    /** Receive time that belongs to a monotonic time; event loop only. */
    long epochNanosAt(long monotonicNs);
  }

  /** Makes the repairs of one feed. */
  @FunctionalInterface
  interface Maker {
    Repairs at(Site site);
  }

  /**
   * The first frame of a stream came.
   *
   * @param firstId the first id that it accounts for
   */
  void onBegun(StreamId stream, long firstId);

  /** Ids of a stream are recorded as missing; what was received goes on behind the last. */
  void onGap(StreamId stream, long first, long last);

  /**
   * About once a second.
   *
   * @param nowNs monotonic time
   */
  void onTick(long nowNs);

  /** Streams of which another way than a connection brings something now; event loop only. */
  default Set<StreamId> served() {
    return Set.of();
  }
}
