package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Follows a recording of {@link EvenVenue} while it is written, segment by segment: when each
 * message was sent, received and visible, and whether each came exactly once.
 *
 * <p>A thread of its own that looks each millisecond; results are valid once it ended.
 */
final class Arrivals {

  private static final String RECEIVED = "{\"receiveTimeNs\":";
  private static final int MOST = 4_000_000;

  private final Path folder;
  private final Thread thread = new Thread(this::follow, "arrivals");
  private volatile boolean isOver;

  // The thread's until it ended.
  private final Map<String, Long> lastTrades = new HashMap<>();
  private long[] receiveNs = new long[1 << 16];
  private long[] visibleNs = new long[1 << 16];
  private int measured;
  private String wrong = "";

  private final AtomicLong messages = new AtomicLong();
  private volatile long firstReceivedNs;
  private volatile boolean isMeasuring;

  Arrivals(Path folder) {
    this.folder = folder;
    thread.setDaemon(true);
    thread.start();
  }

  long messages() {
    return messages.get();
  }

  /** Epoch; 0 before. */
  long firstReceivedNs() {
    return firstReceivedNs;
  }

  /** From now on latencies are kept, at most {@value #MOST}. */
  void measure() {
    isMeasuring = true;
  }

  void stopMeasuring() {
    isMeasuring = false;
  }

  /** Reads what is there to its end, then ends. */
  void end() throws InterruptedException {
    isOver = true;
    thread.join();
  }

  /** What is lost, doubled or unlike what was sent; empty where nothing is. */
  String wrong() {
    return wrong;
  }

  /** Sent to received; milliseconds. */
  double receiveMs(double quantile) {
    return quantile(receiveNs, quantile);
  }

  /** Received to visible in the file; milliseconds. */
  double visibleMs(double quantile) {
    return quantile(visibleNs, quantile);
  }

  private double quantile(long[] all, double quantile) {
    if (measured == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(all, measured);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(measured - 1, Math.round(quantile * measured))] / 1e6;
  }

  private void follow() {
    try {
      Optional<Path> segment = Optional.empty();
      while (segment.isEmpty() && !isOver) {
        pause();
        segment = behind("");
      }
      while (segment.isPresent()) {
        segment = follow(segment.get());
      }
    } catch (IOException e) {
      wrong = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(1);
  }

  /** The plain segment that follows one of this name. */
  private Optional<Path> behind(String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".jsonl"))
          .filter(file -> String.valueOf(file.getFileName()).compareTo(name) > 0)
          .sorted()
          .findFirst();
    }
  }

  /** Reads it to its end, and says which one follows; none where the recording is over. */
  private Optional<Path> follow(Path segment) throws IOException, InterruptedException {
    String name = String.valueOf(segment.getFileName());
    Optional<Path> next = Optional.empty();
    Clock clock = Clock.systemUTC();
    byte[] pending = new byte[1 << 20];
    int length = 0;
    try (FileChannel file = FileChannel.open(segment)) {
      while (true) {
        boolean last = isOver;
        if (length == pending.length) {
          pending = Arrays.copyOf(pending, length * 2);
        }
        int read = file.read(ByteBuffer.wrap(pending, length, pending.length - length));
        if (read <= 0) {
          if (next.isPresent() || last) {
            return next;
          }
          // What was written before the next one appeared is read once more.
          next = behind(name);
          if (next.isEmpty()) {
            pause();
          }
          continue;
        }
        Instant at = clock.instant();
        long now = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        length += read;
        int from = 0;
        for (int i = length - read; i < length; i++) {
          if (pending[i] == '\n') {
            take(new String(pending, from, i - from, StandardCharsets.ISO_8859_1), now);
            from = i + 1;
          }
        }
        System.arraycopy(pending, from, pending, 0, length - from);
        length -= from;
      }
    }
  }

  private void take(String line, long now) {
    int stamp = line.lastIndexOf(",\"n\":");
    if (stamp < 0 || !line.startsWith(RECEIVED)) {
      return;
    }
    long received = number(line, RECEIVED.length());
    if (firstReceivedNs == 0) {
      firstReceivedNs = received;
    }
    messages.incrementAndGet();
    int trade = line.indexOf("\"e\":\"trade\"");
    if (trade > 0) {
      int symbolAt = line.indexOf("\"s\":\"") + 5;
      String symbol = line.substring(symbolAt, line.indexOf('"', symbolAt));
      long id = number(line, line.indexOf("\"t\":") + 4);
      long before = lastTrades.getOrDefault(symbol, 0L);
      if (id != before + 1 && wrong.isEmpty()) {
        wrong = symbol + ": trade " + id + " behind " + before;
      }
      lastTrades.put(symbol, id);
    }
    if (isMeasuring && measured < MOST) {
      if (measured == receiveNs.length) {
        receiveNs = Arrays.copyOf(receiveNs, measured * 2);
        visibleNs = Arrays.copyOf(visibleNs, measured * 2);
      }
      receiveNs[measured] = received - number(line, stamp + 5);
      visibleNs[measured++] = now - received;
    }
  }

  private static long number(String line, int from) {
    int to = from;
    while (to < line.length() && Character.isDigit(line.charAt(to))) {
      to++;
    }
    return Long.parseLong(line, from, to, 10);
  }
}
