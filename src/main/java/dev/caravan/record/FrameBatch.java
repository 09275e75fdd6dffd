package dev.caravan.record;

import java.util.ArrayList;
import java.util.List;

/**
 * The bursts that one write takes to the journal, in order of arrival.
 *
 * <p>Not thread-safe while it grows; whoever hands it to a journal must not touch it again.
 */
public final class FrameBatch {

  private final List<Burst> bursts = new ArrayList<>();
  private int frames;
  private int records;
  private long byteCount;

  public FrameBatch add(Burst burst) {
    bursts.add(burst);
    frames += burst.frames();
    records += burst.size();
    byteCount += burst.byteCount();
    return this;
  }

  public List<Burst> bursts() {
    return bursts;
  }

  public int frames() {
    return frames;
  }

  /** Frames and events together. */
  public int records() {
    return records;
  }

  /** Bytes of all frames and answers, without what the journal writes around them. */
  public long byteCount() {
    return byteCount;
  }
}
