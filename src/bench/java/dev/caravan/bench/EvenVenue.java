package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves one client as Binance spot does, evenly: a message each {@code 1/rate} second, books and
 * trades in turn, each with the nanosecond at which it was sent ({@code "n"}).
 *
 * <p>Spins towards the next message, so it wants a core of its own. What is due at the same time
 * leaves in one write. Ends with a line on standard input, and then says how many it sent.
 */
final class EvenVenue {

  private static final long SPIN_NS = 80_000;
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
  private static final Pattern ID = Pattern.compile("\"id\" *: *(\\d+)");

  private final List<String> symbols;
  private final long everyNs;
  private final byte[] levels = levels().getBytes(UTF_8);
  private volatile boolean isSubscribed;
  private volatile boolean isOver;
  private long sent;

  private EvenVenue(List<String> symbols, int rate) {
    this.symbols = symbols;
    this.everyNs = 1_000_000_000L / rate;
  }

  public static void main(String[] arguments) throws Exception {
    EvenVenue venue =
        new EvenVenue(List.of(arguments[0].split(",")), Integer.parseInt(arguments[1]));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println("ws://127.0.0.1:" + server.getLocalPort());
      Thread input = new Thread(venue::awaitEnd);
      input.setDaemon(true);
      input.start();
      try (Socket client = server.accept()) {
        venue.serve(client);
      }
    }
  }

  private void awaitEnd() {
    try {
      if (System.in.read() >= 0) {
        isOver = true;
      }
    } catch (IOException e) {
      isOver = true;
    }
  }

  private void serve(Socket client) throws Exception {
    client.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
    OutputStream out = client.getOutputStream();
    shakeHands(in, out);
    Thread listening = new Thread(() -> listen(in, out));
    listening.setDaemon(true);
    listening.start();
    while (!isSubscribed) {
      LockSupport.parkNanos(1_000_000);
    }
    send(out);
    System.out.println(sent);
    listening.join();
  }

  private static void shakeHands(DataInputStream in, OutputStream out) throws Exception {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.readUnsignedByte());
    }
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      throw new IOException("no WebSocket handshake: " + request);
    }
    byte[] accept =
        MessageDigest.getInstance("SHA-1")
            .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(accept)
                + "\r\n\r\n")
            .getBytes(ISO_8859_1));
  }

  /** Acknowledges requests, answers pings, and ends with the client's Close. */
  private void listen(DataInputStream in, OutputStream out) {
    try {
      while (true) {
        int opcode = in.readUnsignedByte() & 15;
        int length = in.readUnsignedByte() & 127;
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = Math.toIntExact(in.readLong());
        }
        byte[] mask = in.readNBytes(4);
        byte[] text = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
          text[i] ^= mask[i & 3];
        }
        if (opcode == 1) {
          Matcher id = ID.matcher(new String(text, UTF_8));
          if (id.find()) {
            write(out, 1, ("{\"result\":null,\"id\":" + id.group(1) + "}").getBytes(UTF_8));
            isSubscribed = true;
          }
        } else if (opcode == 9) {
          write(out, 10, text);
        } else if (opcode == 8) {
          isOver = true;
          write(out, 8, text);
          return;
        }
      }
    } catch (IOException ended) {
      isOver = true;
    }
  }

  private static void write(OutputStream out, int opcode, byte[] content) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame(frame, opcode, content);
    synchronized (out) {
      frame.writeTo(out);
    }
  }

  private static void frame(ByteArrayOutputStream into, int opcode, byte[] content) {
    into.write(0x80 | opcode);
    if (content.length < 126) {
      into.write(content.length);
    } else {
      into.write(126);
      into.write(content.length >> 8);
      into.write(content.length);
    }
    into.writeBytes(content);
  }

  private void send(OutputStream out) throws IOException {
    ByteArrayOutputStream due = new ByteArrayOutputStream(1 << 16);
    Clock clock = Clock.systemUTC();
    long next = System.nanoTime();
    while (!isOver) {
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
      synchronized (out) {
        due.writeTo(out);
      }
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
