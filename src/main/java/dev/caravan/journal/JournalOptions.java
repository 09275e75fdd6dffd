package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.NoMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How one journal writes.
 *
 * @param directory where
 * @param software who writes, for the header: {@code caravan 0.1.0}
 * @param rotateEvery a new segment at each UTC multiple of this
 * @param rotateSizeBytes a new segment from this size on
 * @param syncEvery the longest time a written record waits for fdatasync to begin
 * @param maxInFlightBytes received and not written; above it the feeds stop reading
 * @param maxUnsyncedBytes written and not synced; above it fdatasync comes early
 * @param closeWithin how long {@link Journal#close} tries to write what is left
 * @param reserveBytes free space below which frames are counted and not kept; 0 for none
 * @param mapping makes what recognises the frames that are not kept
 */
public record JournalOptions(
    JournalDirectory directory,
    String software,
    Duration rotateEvery,
    long rotateSizeBytes,
    Duration syncEvery,
    long maxInFlightBytes,
    long maxUnsyncedBytes,
    Duration closeWithin,
    long reserveBytes,
    Supplier<Mapping> mapping) {

  public static final Duration DEFAULT_ROTATE_EVERY = Duration.ofHours(1);
  public static final long DEFAULT_ROTATE_SIZE_BYTES = 256L << 20;
  public static final Duration DEFAULT_SYNC_EVERY = Duration.ofSeconds(1);
  public static final long DEFAULT_MAX_IN_FLIGHT_BYTES = 64L << 20;
  public static final long DEFAULT_MAX_UNSYNCED_BYTES = 8L << 20;
  public static final Duration DEFAULT_CLOSE_WITHIN = Duration.ofSeconds(30);

  public JournalOptions {
    requireNonNull(directory, "directory");
    requireNonNull(software, "software");
    new RotationPolicy(rotateEvery, rotateSizeBytes);
    requirePositive("sync-every", syncEvery.toNanos());
    requirePositive("max-in-flight", maxInFlightBytes);
    requirePositive("max-unsynced", maxUnsyncedBytes);
    requirePositive("close-within", closeWithin.toNanos());
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("disk reserve must not be below zero: " + reserveBytes);
    }
    requireNonNull(mapping, "mapping");
  }

  /** The defaults, for the journal {@code name} below a data folder. */
  public static JournalOptions of(Path dataDir, String name, String software) {
    return new JournalOptions(
        new JournalDirectory(dataDir, name),
        software,
        DEFAULT_ROTATE_EVERY,
        DEFAULT_ROTATE_SIZE_BYTES,
        DEFAULT_SYNC_EVERY,
        DEFAULT_MAX_IN_FLIGHT_BYTES,
        DEFAULT_MAX_UNSYNCED_BYTES,
        DEFAULT_CLOSE_WITHIN,
        0,
        NoMapping::new);
  }

  public JournalOptions withRotation(Duration every, long sizeBytes) {
    return new JournalOptions(
        directory,
        software,
        every,
        sizeBytes,
        syncEvery,
        maxInFlightBytes,
        maxUnsyncedBytes,
        closeWithin,
        reserveBytes,
        mapping);
  }

  public JournalOptions withSync(Duration every, long maxUnsyncedBytes) {
    return new JournalOptions(
        directory,
        software,
        rotateEvery,
        rotateSizeBytes,
        every,
        maxInFlightBytes,
        maxUnsyncedBytes,
        closeWithin,
        reserveBytes,
        mapping);
  }

  public JournalOptions withMaxInFlight(long bytes) {
    return new JournalOptions(
        directory,
        software,
        rotateEvery,
        rotateSizeBytes,
        syncEvery,
        bytes,
        maxUnsyncedBytes,
        closeWithin,
        reserveBytes,
        mapping);
  }

  public JournalOptions withCloseWithin(Duration limit) {
    return new JournalOptions(
        directory,
        software,
        rotateEvery,
        rotateSizeBytes,
        syncEvery,
        maxInFlightBytes,
        maxUnsyncedBytes,
        limit,
        reserveBytes,
        mapping);
  }

  /** Keeps so much of the disk free, and says by this mapping which ids that costs. */
  public JournalOptions withReserve(long bytes, Supplier<Mapping> mapping) {
    return new JournalOptions(
        directory,
        software,
        rotateEvery,
        rotateSizeBytes,
        syncEvery,
        maxInFlightBytes,
        maxUnsyncedBytes,
        closeWithin,
        bytes,
        mapping);
  }

  RotationPolicy rotation() {
    return new RotationPolicy(rotateEvery, rotateSizeBytes);
  }

  private static void requirePositive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("journal " + key + " must be above zero: " + value);
    }
  }
}
