package dev.caravan.cli;

import dev.caravan.disk.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * How much room a recording has.
 *
 * @param folder where it is written
 * @param freeBytes what the file system has left for it
 * @param reserveBytes what is to stay free
 */
record DiskPlan(Path folder, long freeBytes, long reserveBytes) {

  private static final double HOURS_A_DAY = 24;

  /** Looks at the file system that holds, or will hold, the folder. */
  static DiskPlan of(Path folder, long reserveBytes) throws IOException {
    return new DiskPlan(folder, DiskSpace.usableBytes(DiskSpace.existing(folder)), reserveBytes);
  }

  /** Empty where nothing is written. */
  OptionalDouble hoursUntilFull(double bytesPerDay) {
    return bytesPerDay <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, freeBytes - reserveBytes) / bytesPerDay * HOURS_A_DAY);
  }
}
