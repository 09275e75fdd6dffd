package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when writing pauses since the disk is full, and when it goes on.
 *
 * <p>Full is a disk with less free space than the reserve, until an eighth of the reserve more is
 * free, and one that refused bytes for want of space, until it takes some again. Writer thread
 * only.
 */
final class DiskRoom {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
  private static final long LOOK_EVERY_NS = 250_000_000L;
  private static final int PART = 8;

  private final SegmentFiles files;
  private final Path folder;
  private final long reserveBytes;
  private final NanoClock clock;
  private boolean isBelowReserve;
  private boolean hasRefused;
  private boolean hasLooked;
  private long lookedAtNs;
  private long writtenSinceLook;
  private long freeBytes = -1; // not known

  DiskRoom(SegmentFiles files, Path folder, long reserveBytes, NanoClock clock) {
    this.files = requireNonNull(files, "files");
    this.folder = requireNonNull(folder, "folder");
    this.reserveBytes = reserveBytes;
    this.clock = requireNonNull(clock, "clock");
  }

  /** Whether frames must not be written now; looks at the disk every now and then. */
  boolean isFull() {
    if (reserveBytes > 0
        && (!hasLooked
            || clock.nanos() - lookedAtNs >= LOOK_EVERY_NS
            || writtenSinceLook > reserveBytes / PART)) {
      look();
    }
    return isBelowReserve || hasRefused;
  }

  private void look() {
    hasLooked = true;
    lookedAtNs = clock.nanos();
    writtenSinceLook = 0;
    try {
      freeBytes = files.usableBytes(folder);
    } catch (IOException e) {
      LOG.debug("free space not known folder={}", folder, e);
      freeBytes = -1;
      return;
    }
    isBelowReserve =
        freeBytes < (isBelowReserve ? reserveBytes + reserveBytes / PART : reserveBytes);
  }

  void wrote(long bytes) {
    hasRefused = false;
    writtenSinceLook += bytes;
  }

  /** Something failed: says what it is. */
  DiskTrouble failed(IOException failure, long neededBytes) {
    look();
    DiskTrouble trouble = DiskTrouble.of(failure, freeBytes, neededBytes);
    hasRefused = trouble == DiskTrouble.FULL;
    return trouble;
  }

  /** As of the last look; below zero where it is not known. */
  long freeBytes() {
    return freeBytes;
  }

  long reserveBytes() {
    return reserveBytes;
  }
}
