package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves one client as Binance spot does, evenly: a message each {@code 1/rate} second, books and
 * trades in turn, each with the nanosecond at which it was sent ({@code "n"}).
 *
 * <p>Spins towards the next message, so it wants a core of its own. What is due at the same time
 * leaves in one write.
 */
final class EvenVenue extends LoopbackVenue {

  private static final long SPIN_NS = 80_000;

  private final List<String> symbols;
  private final long everyNs;
  private final byte[] levels = levels().getBytes(UTF_8);
  private long sent;

  private EvenVenue(List<String> symbols, int rate) {
    this.symbols = symbols;
    this.everyNs = 1_000_000_000L / rate;
  }

  public static void main(String[] arguments) throws Exception {
    new EvenVenue(List.of(arguments[0].split(",")), Integer.parseInt(arguments[1])).serve();
  }

  @Override
  long sent() {
    return sent;
  }

  @Override
  void send(SocketChannel client) throws IOException {
    ByteArrayOutputStream due = new ByteArrayOutputStream(1 << 16);
    Clock clock = Clock.systemUTC();
    long next = System.nanoTime();
    while (!isOver()) {
      long now = System.nanoTime();
      if (now < next) {
        if (next - now > SPIN_NS) {
          LockSupport.parkNanos(next - now - SPIN_NS);
        } else {
          Thread.onSpinWait();
        }
        continue;
      }
      due.reset();
      while (next <= now) {
        Instant at = clock.instant();
        frame(due, 1, message(at.getEpochSecond() * 1_000_000_000L + at.getNano()));
        sent++;
        next += everyNs;
      }
      writeAll(client, ByteBuffer.wrap(due.toByteArray()));
    }
  }

  /** Books and trades in turn; the ids of each symbol's trades count up from 1. */
  private byte[] message(long sentNs) {
    String symbol = symbols.get((int) (sent / 2 % symbols.size()));
    long id = sent / 2 / symbols.size() + 1;
    String lower = symbol.toLowerCase(Locale.ROOT);
    if (sent % 2 == 0) {
      byte[] head =
          ("{\"stream\":\"" + lower + "@depth20@100ms\",\"data\":{\"lastUpdateId\":" + id)
              .getBytes(UTF_8);
      byte[] tail = (",\"n\":" + sentNs + "}}").getBytes(UTF_8);
      byte[] whole = new byte[head.length + levels.length + tail.length];
      System.arraycopy(head, 0, whole, 0, head.length);
      System.arraycopy(levels, 0, whole, head.length, levels.length);
      System.arraycopy(tail, 0, whole, head.length + levels.length, tail.length);
      return whole;
    }
    return ("{\"stream\":\""
            + lower
            + "@trade\",\"data\":{\"e\":\"trade\",\"E\":"
            + sentNs / 1_000_000
            + ",\"s\":\""
            + symbol
            + "\",\"t\":"
            + id
            + ",\"p\":\"64250.12000000\",\"q\":\"0.00150000\",\"T\":"
            + sentNs / 1_000_000
            + ",\"m\":false,\"M\":true,\"n\":"
            + sentNs
            + "}}")
        .getBytes(UTF_8);
  }

  private static String levels() {
    return ",\"bids\":" + side(64250, -1) + ",\"asks\":" + side(64251, 1);
  }

  private static String side(int best, int step) {
    List<String> levels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      levels.add("[\"" + (best + i * step) + ".50000000\",\"0.12345000\"]");
    }
    return "[" + String.join(",", levels) + "]";
  }
}
