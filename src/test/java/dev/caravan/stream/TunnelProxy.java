package dev.caravan.stream;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A small HTTP CONNECT and SOCKS5 proxy on a free port that notes what it is asked for and leads
 * every name to loopback.
 */
final class TunnelProxy implements AutoCloseable {

  private static final int SOCKS = 5;
  private static final int NO_CREDENTIALS = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NOTHING_ACCEPTABLE = 0xff;
  private static final int IP_V4 = 1;
  private static final int NAME = 3;

  private final ServerSocket server;
  private final String credentials;
  private final List<String> destinations = new CopyOnWriteArrayList<>();

  /**
   * Listens.
   *
   * @param credentials {@code user:password} that it asks for, or empty
   */
  TunnelProxy(String credentials) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.credentials = credentials;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** {@code host:port} of every tunnel that was asked for with the right credentials. */
  List<String> destinations() {
    return destinations;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tunnel-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      int first = in.readUnsignedByte();
      int port = first == SOCKS ? socks(in, out) : connect((char) first, in, out);
      if (port < 0) {
        return;
      }
      try (Socket venue = new Socket()) {
        venue.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        InputStream back = venue.getInputStream();
        start(() -> pump(back, out));
        pump(in, venue.getOutputStream());
      }
    } catch (IOException e) {
      return; // the client is gone
    }
  }

  private int connect(char first, DataInputStream in, OutputStream out) throws IOException {
    String request = first + line(in);
    boolean isKnown = credentials.isEmpty();
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      isKnown |= header.equalsIgnoreCase("proxy-authorization: " + expected);
    }
    if (!isKnown) {
      out.write("HTTP/1.1 407 Who are you\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return -1;
    }
    String destination = request.split(" ")[1];
    destinations.add(destination);
    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return Integer.parseInt(destination.substring(destination.lastIndexOf(':') + 1));
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private int socks(DataInputStream in, OutputStream out) throws IOException {
    byte[] methods = in.readNBytes(in.readUnsignedByte());
    int method = credentials.isEmpty() ? NO_CREDENTIALS : USER_AND_PASSWORD;
    boolean isOffered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) >= 0;
    out.write(new byte[] {SOCKS, (byte) (isOffered ? method : NOTHING_ACCEPTABLE)});
    if (!isOffered || (method == USER_AND_PASSWORD && !isKnown(in, out))) {
      return -1;
    }
    in.skipNBytes(3); // version, CONNECT, reserved
    int kind = in.readUnsignedByte();
    byte[] address = in.readNBytes(kind == NAME ? in.readUnsignedByte() : kind == IP_V4 ? 4 : 16);
    int port = in.readUnsignedShort();
    String host =
        kind == NAME
            ? new String(address, StandardCharsets.US_ASCII)
            : InetAddress.getByAddress(address).getHostAddress();
    destinations.add(host + ":" + port);
    out.write(new byte[] {SOCKS, 0, 0, IP_V4, 0, 0, 0, 0, 0, 0});
    return port;
  }

  private boolean isKnown(DataInputStream in, OutputStream out) throws IOException {
    in.skipNBytes(1);
    String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    boolean isKnown = credentials.equals(user + ":" + password);
    out.write(new byte[] {1, (byte) (isKnown ? 0 : 1)});
    return isKnown;
  }

  private static void pump(InputStream from, OutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException e) {
      return; // one of both is gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
