package dev.caravan.doctor;

import dev.caravan.disk.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Looks how much room is left above the reserve. */
public final class DiskSpaceCheck implements Check {

  /** A segment open and one being sealed, plain and compressed, of one journal. */
  private static final int SEGMENTS = 3;

  private final Path dataDir;
  private final long reserveBytes;
  private final long segmentBytes;
  private final int venues;

  /**
   * @param reserveBytes {@code caravan.disk.reserve}
   * @param segmentBytes {@code caravan.journal.rotate-size}
   */
  public DiskSpaceCheck(Path dataDir, long reserveBytes, long segmentBytes, int venues) {
    this.dataDir = dataDir;
    this.reserveBytes = reserveBytes;
    this.segmentBytes = segmentBytes;
    this.venues = venues;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public List<Finding> look() throws IOException {
    Path folder = DiskSpace.existing(dataDir);
    long free = DiskSpace.usableBytes(folder);
    String said = gb(free) + " free of " + gb(DiskSpace.totalBytes(folder)) + " for " + dataDir;
    if (free <= reserveBytes) {
      return List.of(
          Finding.fail(
              name(),
              said + "; writing pauses below caravan.disk.reserve=" + gb(reserveBytes),
              "free space, or record elsewhere with caravan.data-dir"));
    }
    long plain = segmentBytes * SEGMENTS * venues;
    if (free - reserveBytes < plain) {
      return List.of(
          Finding.warn(
              name(),
              said + "; open and sealing segments alone may take " + gb(plain),
              "free space, or lower caravan.journal.rotate-size; plan says how long it lasts"));
    }
    return List.of(Finding.ok(name(), said + "; plan says how long that lasts"));
  }

  private static String gb(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
