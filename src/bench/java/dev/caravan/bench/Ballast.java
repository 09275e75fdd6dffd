package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * Memory that was touched before, given up as fast as somebody else writes files into memory.
 *
 * <p>A virtual machine gives free memory back to its host, and gets it page by page: 4 to 7 µs for
 * each on the machine of {@code performance.md}, ten times what writing to a page costs that is
 * there. That would be the larger part of what any recorder costs here, and is no recorder's. Pages
 * that were freed a moment ago are still there, and are the first to be taken again.
 */
final class Ballast implements AutoCloseable {

  private static final int PIECE = 32 << 20;
  private static final long AHEAD = 8L * PIECE;
  private static final int LOOK_EVERY_MS = 10;

  private final Path folder;
  private final Path written;
  private final Deque<Path> pieces = new ArrayDeque<>();
  private final Thread thread = new Thread(this::giveUp, "ballast");
  private volatile boolean isOver;

  private Ballast(Path folder, Path written) {
    this.folder = folder;
    this.written = written;
    thread.setDaemon(true);
  }

  /**
   * Takes memory.
   *
   * @param beside a folder in memory; what is written below it is what the memory is for
   * @param bytes how much will be written at most
   */
  static Ballast of(Path beside, long bytes) throws IOException {
    Ballast ballast = new Ballast(Files.createTempDirectory(beside.getParent(), "ballast"), beside);
    try {
      ByteBuffer some = ByteBuffer.allocateDirect(1 << 20);
      for (long taken = 0; taken < bytes + AHEAD; taken += PIECE) {
        Path piece = ballast.folder.resolve(Long.toString(taken));
        ballast.pieces.add(piece);
        try (FileChannel file =
            FileChannel.open(piece, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          for (int at = 0; at < PIECE; at += some.capacity()) {
            file.write(some.clear());
          }
        }
      }
    } catch (IOException e) {
      ballast.close();
      throw e;
    }
    return ballast;
  }

  /** Gives it up from now on. */
  void release() {
    thread.start();
  }

  private void giveUp() {
    try {
      long before = size();
      long given = 0;
      while (!isOver && !pieces.isEmpty()) {
        for (long due = size() - before + AHEAD; given < due && !pieces.isEmpty(); given += PIECE) {
          Files.delete(pieces.remove());
        }
        Thread.sleep(LOOK_EVERY_MS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long size() throws IOException {
    try (Stream<Path> all = Files.walk(written)) {
      return all.mapToLong(Ballast::size).sum();
    }
  }

  private static long size(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : 0;
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Path piece : pieces) {
      Files.deleteIfExists(piece);
    }
    Files.deleteIfExists(folder);
  }
}
