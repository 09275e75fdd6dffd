package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CPU time a process used so far: user and system together, and what its threads had of it.
 *
 * <p>Source: {@code /proc/PID/stat} fields 14 and 15, in ticks of 10 ms, for the whole process; the
 * first field of {@code /proc/PID/task/TID/schedstat}, nanoseconds, for the threads. Linux only.
 */
record CpuTime(double seconds, Map<Part, Double> secondsByPart) {

  private static final double TICKS_PER_SECOND = 100;
  private static final int FIELDS_BEFORE_UTIME = 11; // counted behind the name in brackets

  /** What threads of a process are there for; told apart by their names. */
  enum Part {
    FEED("feed loop", "feed-"),
    JOURNAL("journal writer", "journal-"),
    SEAL("sealer", "seal"),
    LIVE("live state", "tap-"),
    COMPILER("compiler", "C1 Compiler", "C2 Compiler"),
    COLLECTOR("collector", "GC Thread", "G1 ", "VM Thread"),
    OTHER("others", "");

    final String label;
    private final List<String> prefixes;

    Part(String label, String... prefixes) {
      this.label = label;
      this.prefixes = List.of(prefixes);
    }

    static Part of(String thread) {
      for (Part part : values()) {
        if (part.prefixes.stream().anyMatch(thread::startsWith)) {
          return part;
        }
      }
      return OTHER;
    }
  }

  static CpuTime of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks =
          Long.parseLong(fields[FIELDS_BEFORE_UTIME])
              + Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
      return new CpuTime(ticks / TICKS_PER_SECOND, parts(process.resolve("task")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cpu time of process " + pid + " cannot be read; the benchmark needs Linux's /proc", e);
    }
  }

  private static Map<Part, Double> parts(Path tasks) throws IOException {
    Map<Part, Double> seconds = new EnumMap<>(Part.class);
    List<Path> threads;
    try (Stream<Path> listed = Files.list(tasks)) {
      threads = listed.toList();
    }
    for (Path thread : threads) {
      try {
        String name = Files.readString(thread.resolve("comm")).strip();
        String schedstat = Files.readString(thread.resolve("schedstat"));
        seconds.merge(
            Part.of(name),
            Long.parseLong(schedstat.substring(0, schedstat.indexOf(' '))) / 1e9,
            Double::sum);
      } catch (NoSuchFileException endedMeanwhile) {
        // Its time is in that of the process.
      }
    }
    return seconds;
  }

  /** What was used between an earlier moment and this one. */
  CpuTime since(CpuTime earlier) {
    Map<Part, Double> parts = new EnumMap<>(Part.class);
    secondsByPart.forEach(
        (part, value) ->
            parts.put(part, Math.max(0, value - earlier.secondsByPart.getOrDefault(part, 0.0))));
    return new CpuTime(seconds - earlier.seconds, parts);
  }
}
