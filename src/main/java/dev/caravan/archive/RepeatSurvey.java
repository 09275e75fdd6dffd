package dev.caravan.archive;

import dev.caravan.manifest.FrameIds;
import java.util.Arrays;

/**
 * Finds the streams in which a restart may have brought frames twice, and from which id on.
 *
 * <p>Ids only grow within a run, so a frame can only be a second copy if its id is not above the
 * highest one before the last start. Such streams are rare; only they are looked at closely by
 * {@link RepeatFilter}. Not thread-safe.
 */
final class RepeatSurvey {

  private static final long NOTHING = Long.MAX_VALUE;

  private long[] highest = new long[0];
  private long[] highestAtStart = new long[0];
  private long[] lowestRepeated = new long[0];

  /** The recorder started. */
  void started() {
    System.arraycopy(highest, 0, highestAtStart, 0, highest.length);
  }

  /** A frame with ids. */
  void frame(int stream, FrameIds ids) {
    if (stream >= highest.length) {
      grow(stream);
    }
    if (ids.last() <= highestAtStart[stream]) {
      lowestRepeated[stream] = Math.min(lowestRepeated[stream], ids.last());
    }
    highest[stream] = Math.max(highest[stream], ids.last());
  }

  private void grow(int stream) {
    int from = highest.length;
    int to = Math.max(stream + 1, from * 2);
    highest = Arrays.copyOf(highest, to);
    highestAtStart = Arrays.copyOf(highestAtStart, to);
    lowestRepeated = Arrays.copyOf(lowestRepeated, to);
    Arrays.fill(highest, from, to, -1);
    Arrays.fill(highestAtStart, from, to, -1);
    Arrays.fill(lowestRepeated, from, to, NOTHING);
  }

  /** Whether any stream has frames that may be second copies. */
  boolean isAny() {
    return Arrays.stream(lowestRepeated).anyMatch(id -> id != NOTHING);
  }

  /** No frame with a lower id can have a second copy; the highest number where there is none. */
  long lowestRepeated(int stream) {
    return stream < lowestRepeated.length ? lowestRepeated[stream] : NOTHING;
  }
}
