package dev.caravan.journal;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes maps of what is known of files; each forgets the eldest beyond a number of them. */
public final class RecentFiles {
  private RecentFiles() {}

  /** An empty one, thread-safe in each of its operations. */
  public static <V> Map<Path, V> atMost(int files) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Path, V> eldest) {
            return size() > files;
          }
        });
  }
}
