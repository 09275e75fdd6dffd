package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket answers to bytes that are written by hand. */
class VenueSocketTest {

  private static final long WITHIN_SECONDS = 20;

  private final EventLoopGroup group =
      Transport.group(1, new DefaultThreadFactory("venue-socket-test", true));
  private final Heard heard = new Heard();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void shouldEndAMaskedConversationWith1002() throws Exception {
    byte[] answer = answerTo(0x81, 1, 'a', 0x81, 0x81, 1, 2, 3, 4, 'b', 0x81, 1, 'c');

    assertEquals("connection failed: masked frame from a server", heard.closedWith());
    assertEquals(List.of("a"), heard.frames);
    assertArrayEquals(new byte[] {(byte) 0x88, 3, (byte) 0xEA}, answer);
  }

  @Test
  void shouldEndATooLongMessageWith1009() throws Exception {
    byte[] answer = answerTo(0x82, 127, 0, 0, 0, 0, 1, 0, 0, 1);

    assertTrue(heard.closedWith().contains("16777217"), heard.closedWith());
    assertArrayEquals(new byte[] {(byte) 0x88, 3, (byte) 0xF1}, answer);
  }

  @Test
  void shouldAnswerAPingAndTheVenuesClose() throws Exception {
    byte[] answer = answerTo(0x89, 2, 'h', 'i', 0x88, 4, 3, 0xE9, 'o', 'k');

    assertEquals("closed by the venue: code=1001 reason=ok", heard.closedWith());
    assertArrayEquals(new byte[] {(byte) 0x8A, 'h', 'i', (byte) 0x88, 3, (byte) 0xE8}, answer);
  }

  @Test
  void shouldTakeFramesThatComeWithTheHandshake() throws Exception {
    answerTo(0x01, 1, 'a', 0x80, 1, 'b', 0x81, 1, 'c', 0x88, 0);

    assertEquals("closed by the venue: code=-1 reason=", heard.closedWith());
    assertEquals(List.of("ab", "c"), heard.frames);
  }

  /** What the client sends once these bytes came behind the handshake: opcodes and contents. */
  private byte[] answerTo(int... bytes) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WITHIN_SECONDS));
      URI url = URI.create("ws://127.0.0.1:" + server.getLocalPort());
      VenueSocket socket =
          new VenueSocket(group.next(), NetworkPath.PLAIN, url, "/ws", Map.of(), true, heard);
      group.next().execute(() -> socket.connect(Runnable::run));
      try (Socket client = server.accept()) {
        client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WITHIN_SECONDS));
        DataInputStream in = new DataInputStream(client.getInputStream());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(handshake(in));
        for (int each : bytes) {
          out.write(each);
        }
        client.getOutputStream().write(out.toByteArray());
        return unmasked(in);
      }
    }
  }

  @SuppressWarnings("deprecation") // readLine: a handshake is plain ASCII
  private static byte[] handshake(DataInputStream in) throws Exception {
    String key = "";
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static byte[] unmasked(DataInputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int first = in.read(); first >= 0; first = in.read()) {
      all.write(first);
      int length = in.read() & 0x7F;
      byte[] mask = in.readNBytes(4);
      byte[] content = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        all.write(content[i] ^ mask[i % 4]);
      }
    }
    return all.toByteArray();
  }

  private static final class Heard implements VenueSocket.Listener {
    private final Burst.Builder burst = new Burst.Builder("test", FlowControl.NONE, 16);
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final List<String> frames = new ArrayList<>();

    String closedWith() throws Exception {
      return closed.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpened() {}

    @Override
    public void onBytes() {}

    @Override
    public Burst.Builder onFramesBegin() {
      return burst;
    }

    @Override
    public void onFrame(byte[] bytes, int at, int length, boolean isBinary) {
      frames.add(new String(bytes, at, length, ISO_8859_1));
    }

    @Override
    public void onFramesEnd() {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onClosed(String reason, Duration retryAfter) {
      closed.complete(reason);
    }
  }
}
