package dev.caravan.archive;

import dev.caravan.manifest.FrameIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Recognises frames that a restart brought a second time: same stream, same ids, same bytes, and a
 * start of the recorder between them.
 *
 * <p>Remembers a limited number of frames; one that it does not remember counts as new, so what is
 * left out was always seen before. Not thread-safe.
 */
final class RepeatFilter {

  private static final int BYTES_A_KEY = 112;

  private record Key(int stream, long first, long last, long hash) {}

  private final RepeatSurvey survey;
  private final long mostKeys;
  private final Map<Integer, Set<Key>> before = new HashMap<>();
  private final Map<Integer, Set<Key>> since = new HashMap<>();
  private long keys;

  RepeatFilter(RepeatSurvey survey, long memory) {
    this.survey = survey;
    this.mostKeys = Math.max(16, memory / BYTES_A_KEY);
  }

  /** The recorder started: what was seen until now may come again. */
  void started() {
    since.forEach(
        (stream, seen) -> before.computeIfAbsent(stream, any -> new HashSet<>()).addAll(seen));
    since.clear();
  }

  /** Whether this frame was there before the last start; remembers it where it was not. */
  boolean isRepeated(int stream, FrameIds ids, byte[] frame, int offset, int length) {
    if (ids.last() < survey.lowestRepeated(stream)) {
      return false;
    }
    Key key = new Key(stream, ids.first(), ids.last(), LineHash.of(frame, offset, length));
    if (before.getOrDefault(stream, Set.of()).contains(key)) {
      return true;
    }
    if (keys < mostKeys && since.computeIfAbsent(stream, any -> new HashSet<>()).add(key)) {
      keys++;
    }
    return false;
  }
}
