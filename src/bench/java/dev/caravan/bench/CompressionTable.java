package dev.caravan.bench;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStream;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.RecordEncoder;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.venue.Venues;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Measures how small and how fast each compression level makes real captures, written as records:
 * once as one segment (all streams in order of arrival), once as an archive (one file per stream).
 *
 * <p>Speed is plain bytes per second of CPU time of the one thread that works, so other work on the
 * machine does not count. {@code zip -9} and {@code gzip -6} are the deflate of zlib at these
 * levels with a CRC-32, as the tools do it.
 */
public final class CompressionTable {

  private static final int[] LEVELS = {1, 3, 6, 9, 12, 15, 19};
  private static final double LEAST_SECONDS = 1.0;
  private static final double MIB = 1 << 20;

  private CompressionTable() {}

  /** Compresses one file. */
  private interface Method {
    int compress(byte[] plain);
  }

  /** Prints the table of the captures in a folder. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println(
          "usage: java -cp target/caravan.jar:target/bench-classes dev.caravan.bench.CompressionTable"
              + " FOLDER, where FOLDER/VENUE/*.ndjson[.zst] are captures");
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<byte[]> segments = new ArrayList<>();
    List<byte[]> archives = new ArrayList<>();
    for (String venue : List.of("binance-spot", "binance-usdm")) {
      for (Path capture : captures(Path.of(arguments[0], venue))) {
        read(venue, capture, segments, archives);
      }
    }
    out.printf(
        Locale.ROOT,
        "%d captures, %.1f MiB as records, %d streams%n%n",
        segments.size(),
        bytes(segments) / MIB,
        archives.size());
    out.println(
        "| method | segment: ratio | MB/s | back MB/s | archive: ratio | MB/s | back MB/s |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int level : new int[] {6, 9}) {
      Method method = plain -> deflate(plain, level);
      out.printf(
          "| %s -%d | %s | | %s | |%n",
          level == 6 ? "gzip" : "zip", level, cells(method, segments), cells(method, archives));
    }
    for (int level : LEVELS) {
      Method method = plain -> zstd(plain, level).length;
      out.printf(
          "| zstd %d | %s | %s | %s | %s |%n",
          level,
          cells(method, segments),
          back(segments, level),
          cells(method, archives),
          back(archives, level));
    }
  }

  private static List<Path> captures(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.ndjson(\\.zst)?"))
          .filter(file -> !file.toString().matches(".*\\.(rest|sent|expected)\\.ndjson.*"))
          .sorted()
          .toList();
    }
  }

  private static void read(String venue, Path capture, List<byte[]> segments, List<byte[]> archives)
      throws IOException {
    Mapping mapping = Venues.mapping(venue);
    Recognition recognition = new Recognition();
    RecordEncoder encoder = new RecordEncoder();
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    Map<StreamId, ByteArrayOutputStream> streams = new LinkedHashMap<>();
    List<String> times = times(capture);
    int line = 0;
    try (BufferedReader reader = open(capture)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        byte[] frame = text.getBytes(StandardCharsets.UTF_8);
        mapping.recognise(frame, 0, frame.length, recognition);
        long timeNs =
            line < times.size()
                ? Long.parseLong(times.get(line).strip())
                : 1_723_161_256_000_000_000L;
        Burst.Builder burst = new Burst.Builder(venue, FlowControl.NONE, frame.length);
        burst.addFrame(recognition.stream(), venue + "-1", timeNs, frame, false);
        encoder.reset();
        encoder.addBurst(burst.build());
        segment.write(encoder.bytes(), 0, encoder.length());
        streams
            .computeIfAbsent(recognition.stream(), stream -> new ByteArrayOutputStream())
            .write(encoder.bytes(), 0, encoder.length());
        line++;
      }
    }
    segments.add(segment.toByteArray());
    streams.values().forEach(stream -> archives.add(stream.toByteArray()));
  }

  private static List<String> times(Path capture) throws IOException {
    String name = capture.getFileName().toString().replaceAll("\\.ndjson(\\.zst)?$", "");
    for (String suffix : List.of(".recv_ns.txt", ".recv_ns.txt.zst")) {
      Path file = capture.resolveSibling(name + suffix);
      if (Files.exists(file)) {
        try (BufferedReader reader = open(file)) {
          return reader.lines().toList();
        }
      }
    }
    return List.of();
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            file.toString().endsWith(".zst") ? new ZstdInputStream(in) : in,
            StandardCharsets.UTF_8));
  }

  private static String cells(Method method, List<byte[]> files) {
    long compressed = files.stream().mapToLong(method::compress).sum();
    return String.format(
        Locale.ROOT, "%.2f | %.1f", bytes(files) / (double) compressed, speed(files, method));
  }

  /** Decoding, in plain MB a second of CPU time. */
  private static String back(List<byte[]> files, int level) {
    List<byte[]> small = files.stream().map(file -> zstd(file, level)).toList();
    double speed =
        speed(small, file -> Zstd.decompress(file, (int) Zstd.getFrameContentSize(file)).length);
    return String.format(Locale.ROOT, "%.0f", speed * bytes(files) / bytes(small));
  }

  /** Plain MB a second of CPU time. */
  private static double speed(List<byte[]> files, Method method) {
    double seconds = 0;
    long bytes = 0;
    while (seconds < LEAST_SECONDS) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (byte[] file : files) {
        method.compress(file);
      }
      seconds += (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
      bytes += bytes(files);
    }
    return bytes / 1e6 / seconds;
  }

  private static long bytes(Collection<byte[]> files) {
    return files.stream().mapToLong(file -> file.length).sum();
  }

  private static byte[] zstd(byte[] plain, int level) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLevel(level);
      context.setChecksum(true);
      return context.compress(plain);
    }
  }

  private static int deflate(byte[] plain, int level) {
    CRC32 crc = new CRC32();
    crc.update(plain);
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(plain);
    deflater.finish();
    byte[] buffer = new byte[1 << 16];
    int length = 18;
    while (!deflater.finished()) {
      length += deflater.deflate(buffer);
    }
    deflater.end();
    return length;
  }
}
