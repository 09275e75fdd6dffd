package dev.caravan.proof;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients of the web port that mean harm; each keeps its connection until this is closed. */
final class HostileClients implements AutoCloseable {

  private static final String LOCAL = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String HANDSHAKE =
      "GET /ws/dashboard"
          + LOCAL
          + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private final int port;
  private final List<Socket> open = new ArrayList<>();
  private final List<Socket> readers = new ArrayList<>();

  HostileClients(int port) {
    this.port = port;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(10_000);
    open.add(socket);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    return socket;
  }

  /** Writes what the server may refuse to read. */
  private static void write(Socket socket, String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException refused) {
      // The other side hung up on us, which is what we deserve.
    }
  }

  /** Half a request each, and then nothing. */
  void openHalfOf(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      write(connect(), "GET /health HTTP/1.1\r\nHost: loc");
    }
  }

  /** Ask for the largest file of the page and read none of it; each of them once more each time. */
  void askAndNeverRead(int connections) throws IOException {
    while (readers.size() < connections) {
      readers.add(connect());
    }
    for (Socket reader : readers) {
      write(reader, "GET /assets/echarts.min.js" + LOCAL + "\r\n");
    }
  }

  /** Open the live data and never read it. */
  void watchAndNeverRead(int viewers) throws IOException {
    for (int i = 0; i < viewers; i++) {
      write(connect(), HANDSHAKE);
    }
  }

  /**
   * Opens the live data and announces a frame of a gibibyte, the first 64 KiB of it at once.
   *
   * @return whether the server hangs up
   */
  boolean isHungUpOnForAnOversizedFrame() throws IOException {
    byte[] frame = new byte[14 + (64 << 10)];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 127);
    frame[6] = 0x40; // 2^30
    Socket socket = connect();
    write(socket, HANDSHAKE);
    write(socket, new String(frame, StandardCharsets.ISO_8859_1));
    try {
      int next = 0;
      // What the page is told meanwhile comes first.
      for (int bytes = 0; bytes < 1 << 20 && next >= 0; bytes++) {
        next = socket.getInputStream().read();
      }
      return next < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Headers without end: a megabyte, or until the server hangs up. */
  void floodWithHeaders(int connections) throws IOException {
    String lines = ("X-Flood: " + "a".repeat(100) + "\r\n").repeat(100);
    for (int i = 0; i < connections; i++) {
      Socket socket = connect();
      write(socket, "GET /health" + LOCAL);
      for (int sent = 0; sent < 1 << 20 && !socket.isClosed(); sent += lines.length()) {
        write(socket, lines);
      }
    }
  }

  /** The status line that a request gets; empty where the server only hangs up. */
  String statusOf(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      StringBuilder line = new StringBuilder();
      for (int next = read(socket); next >= 0 && next != '\r'; next = read(socket)) {
        line.append((char) next);
      }
      return line.toString();
    }
  }

  private static int read(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException | SocketException over) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }
}
