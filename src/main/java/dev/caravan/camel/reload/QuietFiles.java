package dev.caravan.camel.reload;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a file that is being written has been still long enough to be read.
 *
 * <p>Knows no disk and no clock: it is told stamps and monotonic nanoseconds. An empty file is
 * unfinished however long it is still. A file that is gone is reported like any change, so that
 * delete and create within the quiet time are one change. Not thread-safe.
 */
public final class QuietFiles {

  /**
   * What tells two states of a file apart without reading it.
   *
   * @param size below zero if there is no such file
   * @param key the file's identity, which a rename changes
   */
  public record Stamp(long size, long modifiedNs, @Nullable Object key) {
    public static final Stamp ABSENT = new Stamp(-1, 0, null);
  }

  private record Pending(Stamp stamp, long sinceNs) {}

  private final long quietNs;
  private final Map<String, Pending> pending = new TreeMap<>();

  public QuietFiles(Duration quiet) {
    this.quietNs = quiet.toNanos();
  }

  /** Something happened to this file; its quiet time begins anew. */
  public void touched(String file, Stamp stamp, long nowNs) {
    pending.put(file, new Pending(stamp, nowNs));
  }

  /** Takes out the files that have been still; looks again at each that is due. */
  public Set<String> due(Function<String, Stamp> look, long nowNs) {
    Set<String> due = new TreeSet<>();
    Iterator<Map.Entry<String, Pending>> entries = pending.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, Pending> entry = entries.next();
      if (nowNs - entry.getValue().sinceNs() < quietNs) {
        continue;
      }
      Stamp now = look.apply(entry.getKey());
      if (!Objects.equals(now, entry.getValue().stamp())) {
        entry.setValue(new Pending(now, nowNs));
      } else {
        entries.remove();
        if (now.size() != 0) {
          due.add(entry.getKey());
        }
      }
    }
    return due;
  }

  /** Nanoseconds until {@link #due} may answer something; empty if nothing is pending. */
  OptionalLong waitNs(long nowNs) {
    return pending.values().stream()
        .mapToLong(file -> Math.max(0, quietNs - (nowNs - file.sinceNs())))
        .min();
  }
}
