package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.Recovery;
import dev.caravan.journal.RecoveryResult;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.recording.NoDataFolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rebuilds in a data folder what can be rebuilt without inventing anything: what an unclean end
 * left behind, as the next start would, and manifests and compressed files whose content is proven
 * by what is still there.
 *
 * <p>Takes the lock of the folder. Damaged files are set aside or left, never deleted.
 */
public final class Fixer {

  private final SegmentSealer sealer;
  private final Instant now;

  /**
   * Prepares.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   * @param level of zstd for files that are compressed anew
   * @param software named in manifests: {@code caravan 0.1.0}
   * @param now noted in what is rebuilt
   */
  public Fixer(Function<String, Mapping> mappings, int level, String software, Instant now) {
    this.sealer = new SegmentSealer(mappings, level, software);
    this.now = requireNonNull(now, "now");
  }

  /**
   * Fixes what can be fixed.
   *
   * @return what was done and what was left, in order of journals and segments
   * @throws NoDataFolderException if the folder is none of Caravan's
   * @throws dev.caravan.journal.DataLockedException if somebody writes there
   */
  public List<Fix> fix(Path data) throws IOException {
    NoDataFolderException.requireDataFolder(data);
    List<Fix> fixes = new ArrayList<>();
    try (DataLock lock = DataLock.acquire(data, now)) {
      requireNonNull(lock, "lock");
      for (JournalDirectory journal : JournalDirectory.all(data)) {
        recover(journal, fixes);
        SegmentFixer segments = new SegmentFixer(journal, sealer, now, fixes);
        for (SegmentFile segment : journal.segments()) {
          segments.fix(segment);
        }
      }
    }
    return fixes;
  }

  /** As at the next start. */
  private static void recover(JournalDirectory journal, List<Fix> fixes) throws IOException {
    RecoveryResult result = new Recovery(journal, SegmentFiles.system()).run();
    for (Path part : result.removedParts()) {
      fixes.add(done(journal, part, "unpublished file removed; it is made again when needed"));
    }
    for (Path plain : result.removedLeftovers()) {
      fixes.add(
          done(journal, plain, "leftover beside its sealed file removed, which says the same"));
    }
    result
        .repaired()
        .filter(repaired -> repaired.quarantinedBytes() > 0)
        .ifPresent(
            repaired ->
                fixes.add(
                    done(
                        journal,
                        journal.plain(repaired.segment()),
                        "cut behind "
                            + repaired.keptRecords()
                            + " whole records ("
                            + repaired.reason()
                            + "); the rest is in "
                            + repaired
                                .quarantine()
                                .map(path -> name(journal, path))
                                .orElse("quarantine"))));
  }

  static Fix done(JournalDirectory journal, Path file, String what) {
    return new Fix(name(journal, file), true, what);
  }

  static String name(JournalDirectory journal, Path file) {
    return journal.dataDir().relativize(file).toString().replace('\\', '/');
  }
}
