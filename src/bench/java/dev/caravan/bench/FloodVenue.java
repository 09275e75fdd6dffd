package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves one client as Binance spot does: at a rate first, in ticks of 5 ms, and from the first
 * line on standard input on as fast as the client reads; the second line ends it.
 *
 * <p>Sends the same {@value #CONTENTS} contents of each stream again and again, and puts only ids
 * and times anew, so that it costs less than any client. The ids of each stream count up by one
 * from {@value #FIRST_ID}.
 */
final class FloodVenue extends LoopbackVenue {

  static final long FIRST_ID = 1_000_000_000L;

  private static final int CONTENTS = 64;
  private static final int MOST_AT_ONCE = 256 * 1024;
  private static final long TICK_NS = 5_000_000;
  private static final Pattern ID = Pattern.compile("\"(?:lastUpdateId|t)\":(\\d+)");
  private static final Pattern TIME = Pattern.compile("\"[ET]\":(\\d+)");

  private final long everyNs;
  private final ByteBuffer cycle;
  private final List<Message> messages = new ArrayList<>();
  private volatile boolean isFlood;
  private long sent;

  /** Where in the cycle a message begins, and where what has to be put anew. */
  private record Message(int at, int end, int idAt, int[] timesAt) {}

  private FloodVenue(List<String> symbols, int rate) {
    this.everyNs = 1_000_000_000L / rate;
    Random random = new Random(1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < CONTENTS; i++) {
      for (String symbol : symbols) {
        add(all, book(symbol, random));
        add(all, trade(symbol, random));
      }
    }
    this.cycle = ByteBuffer.allocateDirect(all.size()).put(all.toByteArray());
  }

  public static void main(String[] arguments) throws Exception {
    new FloodVenue(List.of(arguments[0].split(",")), Integer.parseInt(arguments[1])).serve();
  }

  private void add(ByteArrayOutputStream all, String text) {
    int at = all.size();
    frame(all, 1, text.getBytes(US_ASCII));
    int textAt = all.size() - text.length();
    Matcher id = ID.matcher(text);
    if (!id.find()) {
      throw new IllegalStateException("message without id: " + text);
    }
    int[] timesAt = TIME.matcher(text).results().mapToInt(time -> textAt + time.start(1)).toArray();
    messages.add(new Message(at, all.size(), textAt + id.start(1), timesAt));
  }

  @Override
  long sent() {
    return sent;
  }

  @Override
  void onLine() {
    if (isFlood) {
      end();
    }
    isFlood = true;
  }

  @Override
  void send(SocketChannel client) throws IOException {
    int next = 0;
    long startNs = System.nanoTime();
    while (!isOver()) {
      long due = isFlood ? Long.MAX_VALUE : (System.nanoTime() - startNs) / everyNs - sent;
      if (due <= 0) {
        LockSupport.parkNanos(TICK_NS);
        continue;
      }
      int last = next;
      int from = messages.get(next).at();
      while (last < messages.size()
          && last - next < due
          && messages.get(last).end() - from <= MOST_AT_ONCE) {
        last++;
      }
      renew(next, last);
      writeAll(client, cycle.duplicate().limit(messages.get(last - 1).end()).position(from));
      sent += last - next;
      next = last % messages.size();
    }
  }

  private void renew(int first, int last) {
    long nowMs = System.currentTimeMillis();
    int streams = messages.size() / CONTENTS;
    for (int i = first; i < last; i++) {
      Message message = messages.get(i);
      put(message.idAt(), FIRST_ID + (sent + i - first) / streams);
      for (int at : message.timesAt()) {
        put(at, nowMs);
      }
    }
  }

  /** Over a number that has as many digits. */
  private void put(int at, long number) {
    int digits = number < 10 * FIRST_ID ? 10 : 13;
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      cycle.put(i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private static String book(String symbol, Random random) {
    int middle = 50_000 + random.nextInt(20_000);
    return "{\"stream\":\""
        + symbol.toLowerCase(Locale.ROOT)
        + "@depth20@100ms\",\"data\":{\"lastUpdateId\":"
        + FIRST_ID
        + ",\"bids\":"
        + side(middle, -1, random)
        + ",\"asks\":"
        + side(middle + 1, 1, random)
        + "}}";
  }

  private static String side(int best, int step, Random random) {
    List<String> levels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      levels.add("[\"" + price(best + i * step, random) + "\",\"" + quantity(random) + "\"]");
    }
    return "[" + String.join(",", levels) + "]";
  }

  private static String price(int whole, Random random) {
    return whole + String.format(Locale.ROOT, ".%02d000000", random.nextInt(100));
  }

  private static String quantity(Random random) {
    return String.format(
        Locale.ROOT, "%d.%05d000", random.nextInt(1 << random.nextInt(8)), random.nextInt(100_000));
  }

  private static String trade(String symbol, Random random) {
    return "{\"stream\":\""
        + symbol.toLowerCase(Locale.ROOT)
        + "@trade\",\"data\":{\"e\":\"trade\",\"E\":1700000000000,\"s\":\""
        + symbol
        + "\",\"t\":"
        + FIRST_ID
        + ",\"p\":\""
        + price(50_000 + random.nextInt(20_000), random)
        + "\",\"q\":\""
        + quantity(random)
        + "\",\"T\":1700000000000,\"m\":"
        + random.nextBoolean()
        + ",\"M\":true}}";
  }
}
