package dev.caravan.camel.reload;

import java.util.List;
import java.util.Set;

/**
 * Tells how the route files and the running routes stand to each other.
 *
 * @param watching false if nothing can be reloaded: no folder, not started, or the folder is gone
 * @param files the last result of each file, by name
 * @param expectedRoutes ids that the files in force ask for
 * @param lostRoutes ids of them that neither a new nor the old definition could start
 * @param applied edits applied since the start
 * @param refused edits refused since the start
 */
public record ReloadStatus(
    boolean watching,
    List<FileStatus> files,
    Set<String> expectedRoutes,
    Set<String> lostRoutes,
    long applied,
    long refused) {

  public ReloadStatus {
    files = List.copyOf(files);
    expectedRoutes = Set.copyOf(expectedRoutes);
    lostRoutes = Set.copyOf(lostRoutes);
  }

  ReloadStatus watching(boolean now) {
    return new ReloadStatus(now, files, expectedRoutes, lostRoutes, applied, refused);
  }
}
