package dev.caravan.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real file system in front of which a test puts short writes, errors, failing syncs and stalls.
 *
 * <p>A sync that fails also does what a kernel may do: the content written since the last good one
 * is lost (here: zeroed), and the next sync of that file would succeed.
 */
public final class FaultyFiles implements SegmentFiles {
  private final SegmentFiles real = SegmentFiles.system();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failingWrites = new AtomicInteger();
  private final AtomicInteger goodWrites = new AtomicInteger();
  private final AtomicInteger shortWrites = new AtomicInteger();
  private final AtomicInteger failingForces = new AtomicInteger();
  private final AtomicInteger failingTruncates = new AtomicInteger();
  private final AtomicInteger failingCreates = new AtomicInteger();
  private final AtomicInteger failingDeletes = new AtomicInteger();
  private final AtomicLong usedBytes = new AtomicLong();
  private volatile long capacityBytes = Long.MAX_VALUE / 2;
  private volatile String failure = "";
  private volatile String createError = "No space left on device";
  private volatile String error = "Input/output error";
  private volatile CountDownLatch writeGate = new CountDownLatch(0);
  private volatile CountDownLatch forceGate = new CountDownLatch(0);

  /** The next writes take half of their bytes and then fail. */
  public void failWrites(int count, String error) {
    failWritesAfter(0, count, error);
  }

  /** The same after some writes that do not fail. */
  public void failWritesAfter(int good, int count, String error) {
    this.error = error;
    goodWrites.set(good);
    failingWrites.set(count);
  }

  /** The next writes take one byte less than asked and do not fail. */
  public void shortenWrites(int count) {
    shortWrites.set(count);
  }

  public void failForces(int count) {
    failingForces.set(count);
  }

  public void failTruncates(int count) {
    failingTruncates.set(count);
  }

  public void failDeletes(int count) {
    failingDeletes.set(count);
  }

  public void failCreates(int count) {
    failCreates(count, "No space left on device");
  }

  public void failCreates(int count, String error) {
    createError = error;
    failingCreates.set(count);
  }

  /** Everything fails from now on with these words of the system; nothing where they are empty. */
  public void failEverything(String error) {
    failure = error;
  }

  /** The disk has room for so many bytes more, and refuses what goes beyond. */
  public void leaveRoom(long bytes) {
    capacityBytes = usedBytes.get() + bytes;
  }

  /** Every write waits from now on. */
  public void stallWrites() {
    writeGate = new CountDownLatch(1);
  }

  /** Every sync waits from now on. */
  public void stallForces() {
    forceGate = new CountDownLatch(1);
  }

  public void release() {
    writeGate.countDown();
    forceGate.countDown();
  }

  /** What was done, in order: {@code create NAME}, {@code force NAME}, {@code sync-folder NAME}… */
  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  public long count(String what) {
    return log().stream().filter(line -> line.startsWith(what)).count();
  }

  @Override
  public Output create(Path file) throws IOException {
    requireWorking(file);
    if (take(failingCreates)) {
      throw new FileSystemException(file.toString(), null, createError);
    }
    Output output = real.create(file);
    log.add("create " + file.getFileName());
    return new FaultyOutput(file, output);
  }

  @Override
  public Output open(Path file) throws IOException {
    requireWorking(file);
    return new FaultyOutput(file, real.open(file));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      requireWorking(folder);
    }
    real.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    requireWorking(to);
    real.rename(from, to);
    log.add("rename " + to.getFileName());
  }

  @Override
  public void delete(Path file) throws IOException {
    requireWorking(file);
    if (take(failingDeletes)) {
      throw new IOException("Input/output error");
    }
    usedBytes.addAndGet(Files.exists(file) ? -Files.size(file) : 0);
    real.delete(file);
    log.add("delete " + file.getFileName());
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    real.syncFolder(folder);
    log.add("sync-folder " + folder.getFileName());
  }

  @Override
  public long usableBytes(Path folder) {
    return Math.max(0, capacityBytes - usedBytes.get());
  }

  private void requireWorking(Path file) throws IOException {
    if (!failure.isEmpty()) {
      throw new FileSystemException(file.toString(), null, failure);
    }
  }

  private static boolean take(AtomicInteger faults) {
    return faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private static void pass(CountDownLatch gate) throws IOException {
    try {
      if (!gate.await(30, TimeUnit.SECONDS)) {
        throw new IOException("test did not release the disk");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private final class FaultyOutput implements Output {
    private final Path file;
    private final Output output;
    private long durable;
    private boolean hasFailedForce;

    private FaultyOutput(Path file, Output output) throws IOException {
      this.file = file;
      this.output = output;
      this.durable = output.length();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      pass(writeGate);
      requireWorking(file);
      if (!take(goodWrites) && take(failingWrites)) {
        log.add("write-failed " + file.getFileName());
        bytes.limit(bytes.position() + bytes.remaining() / 2);
        usedBytes.addAndGet(output.write(bytes));
        throw new IOException(error);
      }
      if (take(shortWrites)) {
        log.add("write-short " + file.getFileName());
        bytes.limit(bytes.limit() - 1);
      }
      long room = usableBytes(file);
      if (room == 0) {
        log.add("write-failed " + file.getFileName());
        throw new IOException("No space left on device");
      }
      log.add("write " + file.getFileName());
      bytes.limit((int) Math.min(bytes.limit(), bytes.position() + room));
      int written = output.write(bytes);
      usedBytes.addAndGet(written);
      return written;
    }

    @Override
    public void truncate(long length) throws IOException {
      requireWorking(file);
      if (take(failingTruncates)) {
        throw new IOException("Input/output error");
      }
      usedBytes.addAndGet(length - output.length());
      output.truncate(length);
      log.add("truncate " + file.getFileName());
    }

    @Override
    public void force() throws IOException {
      pass(forceGate);
      requireWorking(file);
      if (hasFailedForce) {
        log.add("force-after-failure " + file.getFileName());
      }
      if (take(failingForces)) {
        hasFailedForce = true;
        log.add("force-failed " + file.getFileName());
        try (RandomAccessFile lost = new RandomAccessFile(file.toFile(), "rw")) {
          lost.seek(durable);
          lost.write(new byte[(int) (lost.length() - durable)]);
        }
        throw new IOException("Input/output error");
      }
      output.force();
      durable = output.length();
      log.add("force " + file.getFileName());
    }

    @Override
    public long length() throws IOException {
      return output.length();
    }

    @Override
    public void close() throws IOException {
      output.close();
      log.add("close " + file.getFileName());
    }
  }
}
