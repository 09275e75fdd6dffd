package dev.caravan.archive;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.caravan.journal.SegmentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;

/**
 * Sorts lines by stream within little memory and few open files, however many there are: what fits
 * is sorted in memory, the rest is split into files of fewer streams, and these again.
 *
 * <p>Not thread-safe.
 */
final class Distributor {

  /** Some lines that can be read once. */
  @FunctionalInterface
  interface Lines {
    void read(LineSink sink) throws IOException;
  }

  /** Takes the lines of one stream after the other. */
  interface Target {
    void begin(int stream) throws IOException;

    /** A line of the stream that was begun, without its newline. */
    void line(byte[] bytes, int from, int length) throws IOException;

    void end() throws IOException;
  }

  private static final int SPILL_LEVEL = 1;
  private static final int SMALLEST_BUFFER = 1 << 10;
  private static final int LARGEST_BUFFER = 1 << 20;

  private final SegmentFiles files;
  private final Path folder;
  private final long room;
  private final int mostFiles;
  private final Pace pace;
  private final Target target;
  private int spills;

  /**
   * Prepares the sorting.
   *
   * @param folder empty, for files in between
   * @param room bytes that lines and buffers may take
   * @param mostFiles most files in {@code folder} open at the same time
   */
  Distributor(SegmentFiles files, Path folder, long room, int mostFiles, Pace pace, Target target) {
    this.files = files;
    this.folder = folder;
    this.room = Math.min(room, Integer.MAX_VALUE - 16);
    this.mostFiles = mostFiles;
    this.pace = pace;
    this.target = target;
  }

  /**
   * Hands the lines to the target.
   *
   * @param streams those that the lines are of
   * @param bytes how much each may have, newlines included; read again after the lines were read
   */
  void distribute(Lines lines, List<Integer> streams, IntToLongFunction bytes) throws IOException {
    long total = sum(streams, bytes);
    if (total <= room) {
      sortInMemory(lines, streams, bytes);
    } else {
      spill(lines, streams, bytes, total);
    }
  }

  private void sortInMemory(Lines lines, List<Integer> streams, IntToLongFunction bytes)
      throws IOException {
    int[] from = new int[streams.stream().mapToInt(Integer::intValue).max().orElse(-1) + 1];
    int[] to = new int[from.length];
    int next = 0;
    for (int stream : streams) {
      from[stream] = next;
      to[stream] = next;
      next += (int) bytes.applyAsLong(stream);
    }
    byte[] sorted = new byte[next];
    lines.read(
        (stream, line, at, length) -> {
          System.arraycopy(line, at, sorted, to[stream], length);
          to[stream] += length;
          sorted[to[stream]++] = '\n';
        });
    for (int stream : streams) {
      target.begin(stream);
      int at = from[stream];
      for (int i = at; i < to[stream]; i++) {
        if (sorted[i] == '\n') {
          target.line(sorted, at, i - at);
          at = i + 1;
        }
      }
      target.end();
      pace.rest();
    }
  }

  private void spill(Lines lines, List<Integer> streams, IntToLongFunction bytes, long total)
      throws IOException {
    // A quarter is left free: groups are never filled evenly.
    long wanted = Math.max(1, (total + room / 4 * 3 - 1) / Math.max(1, room / 4 * 3));
    List<List<Integer>> groups =
        groups(streams, bytes, (int) Math.min(Math.min(wanted, mostFiles), streams.size()));
    List<Path> spilled = write(lines, groups);
    for (int i = 0; i < groups.size(); i++) {
      Path file = spilled.get(i);
      List<Integer> group = groups.get(i);
      Lines again = sink -> SpillFile.read(file, pace, sink);
      if (group.size() == 1) {
        int stream = group.get(0);
        target.begin(stream);
        again.read((any, line, from, length) -> target.line(line, from, length));
        target.end();
      } else {
        distribute(again, group, bytes);
      }
      files.delete(file);
    }
  }

  private List<Path> write(Lines lines, List<List<Integer>> groups) throws IOException {
    int buffer = (int) Math.max(SMALLEST_BUFFER, Math.min(LARGEST_BUFFER, room / groups.size()));
    int[] groupOf =
        new int
            [groups.stream().flatMap(List::stream).mapToInt(Integer::intValue).max().orElse(-1)
                + 1];
    List<SpillFile> open = new ArrayList<>();
    try (ZstdCompressCtx compressor = new ZstdCompressCtx()) {
      compressor.setLevel(SPILL_LEVEL);
      compressor.setChecksum(true);
      try {
        for (int i = 0; i < groups.size(); i++) {
          int group = i;
          groups.get(i).forEach(stream -> groupOf[stream] = group);
          open.add(new SpillFile(files, folder.resolve("spill-" + spills++), buffer, compressor));
        }
        lines.read(
            (stream, line, from, length) ->
                open.get(groupOf[stream]).line(stream, line, from, length));
      } finally {
        closeAll(open);
      }
    }
    return open.stream().map(SpillFile::file).toList();
  }

  private static void closeAll(List<SpillFile> open) throws IOException {
    IOException first = null;
    for (SpillFile file : open) {
      try {
        file.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Streams in groups of about the same size: the largest first, each to the smallest group. */
  private static List<List<Integer>> groups(
      List<Integer> streams, IntToLongFunction bytes, int count) {
    long[] sizes = new long[count];
    List<List<Integer>> groups = new ArrayList<>();
    PriorityQueue<Integer> smallest =
        new PriorityQueue<>(Comparator.comparingLong((Integer group) -> sizes[group]));
    for (int i = 0; i < count; i++) {
      groups.add(new ArrayList<>());
      smallest.add(i);
    }
    Integer[] largestFirst = streams.toArray(Integer[]::new);
    Arrays.sort(
        largestFirst, Comparator.comparingLong((Integer stream) -> -bytes.applyAsLong(stream)));
    for (Integer stream : largestFirst) {
      int group = smallest.remove();
      groups.get(group).add(stream);
      sizes[group] += bytes.applyAsLong(stream);
      smallest.add(group);
    }
    return groups;
  }

  private static long sum(List<Integer> streams, IntToLongFunction bytes) {
    return streams.stream().mapToLong(bytes::applyAsLong).sum();
  }
}
