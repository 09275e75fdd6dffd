package dev.caravan.doctor;

import dev.caravan.disk.DiskSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Measures how fast what is written becomes durable: a few files of a second's data, each synced as
 * the journal does it.
 */
public final class DiskSpeedCheck implements Check {

  private static final int ROUNDS = 4;
  private static final int ROUND_BYTES = 4 << 20;
  private static final double SLOW_BYTES_PER_SECOND = 10e6;

  private final Path dataDir;
  private final Duration syncEvery;
  private final long reserveBytes;

  /**
   * @param syncEvery {@code caravan.journal.sync-every}
   * @param reserveBytes below which nothing is written, not even to measure
   */
  public DiskSpeedCheck(Path dataDir, Duration syncEvery, long reserveBytes) {
    this.dataDir = dataDir;
    this.syncEvery = syncEvery;
    this.reserveBytes = reserveBytes;
  }

  @Override
  public String name() {
    return "speed";
  }

  @Override
  public List<Finding> look() throws IOException {
    Path folder = DiskSpace.existing(dataDir);
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return List.of(
          Finding.warn(name(), "not measured: " + folder + " cannot be written", "see data above"));
    }
    if (DiskSpace.usableBytes(folder) < reserveBytes + (long) ROUNDS * ROUND_BYTES) {
      return List.of(Finding.warn(name(), "not measured: the disk is full", "see disk above"));
    }
    Path file = Files.createTempFile(folder, ".caravan-doctor-", ".tmp");
    try {
      return List.of(judge(measure(file)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static long[] measure(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(ROUND_BYTES);
    long[] rounds = new long[ROUNDS];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        bytes.clear();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        rounds[i] = System.nanoTime() - start;
      }
    }
    return rounds;
  }

  private Finding judge(long[] rounds) {
    return judge(rounds, syncEvery);
  }

  /** The verdict on the time that each round took. */
  static Finding judge(long[] rounds, Duration syncEvery) {
    long sum = 0;
    long worst = 0;
    for (long round : rounds) {
      sum += round;
      worst = Math.max(worst, round);
    }
    double perSecond = (double) rounds.length * ROUND_BYTES / Math.max(1, sum) * 1e9;
    String said =
        String.format(
            Locale.ROOT,
            "%.0f MB/s written and synced, %.0f ms at worst for 4 MiB",
            perSecond / 1e6,
            worst / 1e6);
    if (worst > syncEvery.toNanos()) {
      return Finding.warn(
          "speed",
          said + ", longer than caravan.journal.sync-every=" + syncEvery.toMillis() + "ms",
          "a power cut would cost more than that; use an SSD, or see what else writes there");
    }
    return perSecond < SLOW_BYTES_PER_SECOND
        ? Finding.warn(
            "speed", said, "enough for some hundred streams; compare with what plan expects")
        : Finding.ok("speed", said);
  }
}
