package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A day whose files are written but not published, and what they must turn out to hold. */
public final class DayDraft {

  /**
   * One written file.
   *
   * @param records lines that the segments have of this stream, less those that came twice
   * @param sum of the digests of these lines
   */
  record File(ArchivedStream of, ArchiveManifest manifest, long records, long sum) {}

  private final DayPlan plan;
  private final List<DayManifest.Source> sources;
  private final List<File> files;

  DayDraft(DayPlan plan, List<DayManifest.Source> sources, List<File> files) {
    this.plan = requireNonNull(plan, "plan");
    this.sources = List.copyOf(sources);
    this.files = List.copyOf(files);
  }

  public DayPlan plan() {
    return plan;
  }

  List<DayManifest.Source> sources() {
    return sources;
  }

  List<File> files() {
    return files;
  }

  /** Lines of all files. */
  public long records() {
    return files.stream().mapToLong(file -> file.manifest().records()).sum();
  }

  /** Frames that came twice. */
  public long dropped() {
    return files.stream().mapToLong(file -> file.manifest().stream().dropped()).sum();
  }

  /** Length of all files. */
  public long compressedBytes() {
    return files.stream().mapToLong(file -> file.manifest().compressed().bytes()).sum();
  }
}
