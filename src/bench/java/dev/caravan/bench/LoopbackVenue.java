package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A venue for one client that speaks just enough of Binance spot: the handshake, acknowledgements,
 * pongs and the Close. What it sends is its subclass's.
 *
 * <p>Says its address in a line on standard output. Ends with the last line it knows on standard
 * input, and then says how many messages it sent.
 */
abstract class LoopbackVenue {

  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
  private static final Pattern ID = Pattern.compile("\"id\" *: *(\\d+)");

  private volatile boolean isSubscribed;
  private volatile boolean isOver;

  /** Sends to a client that subscribed, until {@link #isOver}. */
  abstract void send(SocketChannel client) throws IOException;

  abstract long sent();

  /** Somebody wrote a line on standard input. */
  void onLine() {
    end();
  }

  final boolean isOver() {
    return isOver;
  }

  final void end() {
    isOver = true;
  }

  final void serve() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      System.out.println("ws://127.0.0.1:" + server.socket().getLocalPort());
      Thread input = new Thread(this::awaitLines);
      input.setDaemon(true);
      input.start();
      while (!isOver) {
        try (SocketChannel client = server.accept()) {
          serve(client);
        }
      }
    }
  }

  private void awaitLines() {
    try {
      while (System.in.read() >= 0) {
        onLine();
      }
    } catch (IOException e) {
      end();
    }
  }

  private void serve(SocketChannel client) throws Exception {
    client.socket().setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(Channels.newInputStream(client));
    if (!shakeHands(in, client)) {
      return;
    }
    Thread listening = new Thread(() -> listen(in, client));
    listening.setDaemon(true);
    listening.start();
    while (!isSubscribed) {
      LockSupport.parkNanos(1_000_000);
    }
    send(client);
    System.out.println(sent());
    listening.join();
  }

  /** Whether it was a WebSocket's; a question over REST has no answer here. */
  private static boolean shakeHands(DataInputStream in, SocketChannel client) throws Exception {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.readUnsignedByte());
    }
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      writeAll(
          client,
          ByteBuffer.wrap(
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .getBytes(ISO_8859_1)));
      return false;
    }
    byte[] accept =
        MessageDigest.getInstance("SHA-1")
            .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    writeAll(
        client,
        ByteBuffer.wrap(
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: "
                    + Base64.getEncoder().encodeToString(accept)
                    + "\r\n\r\n")
                .getBytes(ISO_8859_1)));
    return true;
  }

  /** Acknowledges requests, answers pings, and ends with the client's Close. */
  private void listen(DataInputStream in, SocketChannel client) {
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
            write(client, 1, ("{\"result\":null,\"id\":" + id.group(1) + "}").getBytes(UTF_8));
            isSubscribed = true;
          }
        } else if (opcode == 9) {
          write(client, 10, text);
        } else if (opcode == 8) {
          end();
          write(client, 8, text);
          return;
        }
      }
    } catch (IOException ended) {
      end();
    }
  }

  private static void write(SocketChannel client, int opcode, byte[] content) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame(frame, opcode, content);
    writeAll(client, ByteBuffer.wrap(frame.toByteArray()));
  }

  /** One thread after the other, so that frames stay whole. */
  static void writeAll(SocketChannel client, ByteBuffer bytes) throws IOException {
    synchronized (client) {
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
    }
  }

  static void frame(ByteArrayOutputStream into, int opcode, byte[] content) {
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
}
