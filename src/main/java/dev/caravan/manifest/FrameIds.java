package dev.caravan.manifest;

import dev.caravan.instrument.Recognition;

/**
 * The ids of one frame, as far as they count for its stream; each -1 where there is none.
 *
 * @param first first id that the frame accounts for
 * @param ownFirst first id that it carries itself; see {@link Recognition#ownFirstId()}
 * @param last last id of both
 */
public record FrameIds(long first, long ownFirst, long last) {

  /** A frame without ids. */
  public static final FrameIds NONE = new FrameIds(-1, -1, -1);

  /** What a mapping found. */
  public static FrameIds of(Recognition recognition) {
    return new FrameIds(recognition.firstId(), recognition.ownFirstId(), recognition.lastId());
  }

  /** A frame that carries all the ids it accounts for. */
  public static FrameIds of(long first, long last) {
    return new FrameIds(first, first, last);
  }
}
