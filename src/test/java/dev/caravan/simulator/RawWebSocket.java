package dev.caravan.simulator;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that takes any bytes and does nothing by itself but note what comes in.
 *
 * <p>Reads on its own thread unless told to wait; answers neither ping nor Close unless told to.
 */
public final class RawWebSocket implements AutoCloseable {

  /** One frame as it came. */
  public record Frame(int opcode, byte[] bytes) {
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final CountDownLatch mayRead;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Frame> frames = new ArrayList<>(); // guarded by itself
  private volatile boolean answersPings = true;
  private volatile boolean answersClose = true;

  private RawWebSocket(Socket socket, boolean readsAtOnce) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.mayRead = new CountDownLatch(readsAtOnce ? 1 : 0);
  }

  public static RawWebSocket connect(int port, String uri) throws IOException {
    return connect(port, uri, true);
  }

  /**
   * Connects.
   *
   * @param reads false to leave everything behind the handshake in the socket until {@link #read}
   * @throws IOException if the answer is not 101; the message is the status line
   */
  public static RawWebSocket connect(int port, String uri, boolean reads) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    return over(socket, uri, reads);
  }

  /** Shakes hands over a connected socket, as above. */
  public static RawWebSocket over(Socket socket, String uri, boolean reads) throws IOException {
    RawWebSocket client = new RawWebSocket(socket, !reads);
    String request =
        "GET "
            + uri
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + socket.getPort()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = client.line();
    while (!client.line().isEmpty()) {}
    if (!status.contains(" 101 ")) {
      socket.close();
      throw new IOException(status);
    }
    Thread reader = new Thread(client::readAll, "raw-websocket");
    reader.setDaemon(true);
    reader.start();
    return client;
  }

  public RawWebSocket withoutPongs() {
    answersPings = false;
    return this;
  }

  public RawWebSocket withoutCloseAnswer() {
    answersClose = false;
    return this;
  }

  /** Begins to read. */
  public void read() {
    mayRead.countDown();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed in the handshake");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private void readAll() {
    try {
      mayRead.await();
      while (true) {
        int opcode = in.readUnsignedByte() & 0xf;
        long length = in.readUnsignedByte();
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = in.readLong();
        }
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes);
        synchronized (frames) {
          frames.add(new Frame(opcode, bytes));
        }
        if (opcode == OutboundBatch.PING && answersPings) {
          send(OutboundBatch.PONG, bytes);
        } else if (opcode == OutboundBatch.CLOSE && answersClose) {
          send(OutboundBatch.CLOSE, bytes);
        }
      }
    } catch (EOFException | SocketException e) {
      // The end, or a reset: what was read stays.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  public void sendText(String text) throws IOException {
    send(OutboundBatch.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends one final frame with a mask of zeros. */
  public synchronized void send(int opcode, byte[] bytes) throws IOException {
    byte[] frame = new byte[bytes.length + 14];
    int at = 0;
    frame[at++] = (byte) (0x80 | opcode);
    if (bytes.length < 126) {
      frame[at++] = (byte) (0x80 | bytes.length);
    } else {
      frame[at++] = (byte) (0x80 | 126);
      frame[at++] = (byte) (bytes.length >>> 8);
      frame[at++] = (byte) bytes.length;
    }
    at += 4;
    System.arraycopy(bytes, 0, frame, at, bytes.length);
    OutputStream out = socket.getOutputStream();
    out.write(frame, 0, at + bytes.length);
  }

  /** Sends Close and reads on until the simulator's Close and end. */
  public void closeAndDrain() throws IOException, InterruptedException {
    answersClose = false;
    send(OutboundBatch.CLOSE, new byte[] {3, (byte) 0xe8});
    awaitEnd();
  }

  /** Waits until the socket ended. */
  public void awaitEnd() throws InterruptedException {
    if (!ended.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the simulator did not end the connection");
    }
  }

  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Everything that came, control frames included. */
  public List<Frame> frames() {
    synchronized (frames) {
      return List.copyOf(frames);
    }
  }

  public int frameCount() {
    synchronized (frames) {
      return frames.size();
    }
  }

  /** The text and binary frames. */
  public List<Frame> messages() {
    return frames().stream().filter(frame -> frame.opcode() <= OutboundBatch.BINARY).toList();
  }

  /** The text frames. */
  public List<String> texts() {
    return frames().stream()
        .filter(frame -> frame.opcode() == OutboundBatch.TEXT)
        .map(Frame::text)
        .toList();
  }

  /** The code of the simulator's Close, or -1. */
  public int closeCode() {
    return frames().stream()
        .filter(frame -> frame.opcode() == OutboundBatch.CLOSE)
        .mapToInt(frame -> (frame.bytes()[0] & 0xff) << 8 | frame.bytes()[1] & 0xff)
        .findFirst()
        .orElse(-1);
  }

  @Override
  public void close() throws IOException {
    mayRead.countDown();
    socket.close();
  }
}
