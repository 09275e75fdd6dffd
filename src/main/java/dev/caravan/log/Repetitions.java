package dev.caravan.log;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which lines of a log are said and which are only counted: within a window a text is said
 * once, and of texts that are alike no more than some.
 *
 * <p>Remembers a bounded number of kinds; beyond it everything is said. One thread at a time.
 *
 * @param <K> what makes lines alike: where they come from and their unfilled text
 */
final class Repetitions<K> {

  private static final int MOST_KINDS = 1000;

  /**
   * Lines of one kind that were not said.
   *
   * @param last the text of the newest of them
   */
  record Counted<K>(K kind, long lines, String last) {}

  private static final class Kind {
    final long sinceNs;
    final Set<String> said = new HashSet<>();
    long counted;
    String last = "";

    Kind(long sinceNs) {
      this.sinceNs = sinceNs;
    }
  }

  private final long windowNs;
  private final int mostAlike;
  private final Map<K, Kind> kinds = new LinkedHashMap<>();

  Repetitions(Duration window, int mostAlike) {
    this.windowNs = window.toNanos();
    this.mostAlike = mostAlike;
  }

  /** Whether a line is to be said; counts it where not. */
  boolean isSaid(K kind, String text, long nowNs) {
    requireNonNull(text, "text");
    Kind known = kinds.get(kind);
    if (known == null || nowNs - known.sinceNs >= windowNs) {
      if (known == null && kinds.size() >= MOST_KINDS) {
        return true;
      }
      known = new Kind(nowNs);
      kinds.put(kind, known);
    }
    if (known.said.size() < mostAlike && known.said.add(text)) {
      return true;
    }
    known.counted++;
    known.last = text;
    return false;
  }

  /** Forgets kinds whose window is over, and returns what was counted of them. */
  List<Counted<K>> over(long nowNs) {
    List<Counted<K>> over = new ArrayList<>();
    Iterator<Map.Entry<K, Kind>> all = kinds.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<K, Kind> entry = all.next();
      Kind kind = entry.getValue();
      if (nowNs - kind.sinceNs >= windowNs) {
        all.remove();
        if (kind.counted > 0) {
          over.add(new Counted<>(entry.getKey(), kind.counted, kind.last));
        }
      }
    }
    return over;
  }
}
