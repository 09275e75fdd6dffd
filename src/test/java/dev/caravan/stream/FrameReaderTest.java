package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Whatever comes, in whatever pieces, is understood as Netty understands it. */
class FrameReaderTest {

  private static final int LARGEST = 70_000;
  private static final Source SOURCE = new Source(new StreamId("trade", "BTCUSDT"), "test-1");

  @Property(tries = 200)
  void shouldFindTheFramesThatNettyFinds(
      @ForAll("conversations") byte[] bytes, @ForAll("pieces") List<Integer> pieces) {
    assertEquals(found(new Netty(LARGEST), bytes, pieces), found(new Ours(), bytes, pieces));
  }

  @Property(tries = 80)
  void shouldFindTheSameInAnyPieces(
      @ForAll("conversations") byte[] bytes, @ForAll("pieces") List<Integer> pieces) {
    assertEquals(
        found(new Ours(), bytes, List.of(bytes.length + 1)), found(new Ours(), bytes, pieces));
  }

  @Property(tries = 1_000)
  void shouldTreatAnyBytesAsNettyDoes(
      @ForAll byte[] bytes, @ForAll("pieces") List<Integer> pieces) {
    assertEquals(found(new Netty(LARGEST), bytes, pieces), found(new Ours(), bytes, pieces));
  }

  @Property(tries = 60)
  void shouldKeepNoMoreThanTwiceWhatCame(
      @ForAll("conversations") byte[] bytes, @ForAll("pieces") List<Integer> pieces) {
    Ours ours = new Ours();

    found(ours, bytes, pieces);

    assertTrue(ours.reader.kept() <= 2 * bytes.length, "kept " + ours.reader.kept());
  }

  @Test
  void shouldKeepLittleWhereAnEnormousFrameIsOnlyAnnounced() {
    Ours ours = new Ours(16 << 20);

    ours.take(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 1, 0, 0, 0, 5, 5, 5});

    assertTrue(ours.reader.kept() < 100, "kept " + ours.reader.kept());
    assertEquals(List.of(), ours.heard());
  }

  @Test
  void shouldRefuseWhatNoServerMaySend() {
    assertEquals("violation 1002", only(0x81, 0x80, 1, 2, 3, 4)); // masked
    assertEquals("violation 1002", only(0xC1, 0)); // reserved bit
    assertEquals("violation 1002", only(0x83, 0)); // unknown opcode
    assertEquals("violation 1002", only(0x8B, 0)); // unknown control opcode
    assertEquals("violation 1002", only(0x09, 0)); // ping in fragments
    assertEquals("violation 1002", only(0x89, 126)); // long ping
    assertEquals("violation 1002", only(0x80, 0)); // continuation of nothing
    assertEquals("violation 1002", only(0x81, 126, 0, 125)); // 16 bits for 125
    assertEquals("violation 1002", only(0x81, 127, 0, 0, 0, 0, 0, 0, 255, 255));
    assertEquals("violation 1002", only(0x81, 127, 255, 0, 0, 0, 0, 0, 0, 0)); // negative
    assertEquals("violation 1009", only(0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x71)); // 70,001
    assertEquals("violation 1002", only(0x88, 1, 3));
    assertEquals("violation 1002", only(0x88, 2, 0x03, 0xED)); // code 1005
    assertEquals("violation 1007", only(0x88, 3, 0x03, 0xE8, 0xFF)); // no UTF-8
    assertEquals("violation 1002", only(0x01, 0, 0x81, 0)); // a message inside another
  }

  @Test
  void shouldHearNothingBehindACloseOrAViolation() {
    assertEquals("close -1 ", only(0x88, 0, 0x81, 1, 'a', 0xFF));
    assertEquals("violation 1002", only(0xFF, 0, 0x81, 1, 'a'));
  }

  @Test
  void shouldAnswerControlFramesInsideAMessage() {
    Ours ours = new Ours();

    ours.take(bytes(0x01, 1, 'a', 0x89, 1, 'p', 0x00, 0, 0x80, 1, 'b', 0x81, 1, 'c'));

    assertEquals(List.of("ping 70", "text 6162", "text 63"), ours.heard());
  }

  @Test
  void shouldLeaveTheFramesWhereTheyWereRead() {
    Ours ours = new Ours();
    byte[] read = bytes(0x81, 1, 'a', 0x89, 0, 0x81, 2, 'b', 'c', 0x81);

    ours.take(read);

    Burst burst = ours.burst.build();
    assertEquals(2, burst.size());
    assertArrayEquals(
        Arrays.copyOf(read, 9), Arrays.copyOf(burst.bytes(), (int) burst.byteCount()));
  }

  private static String only(int... bytes) {
    Ours ours = new Ours();
    ours.take(bytes(bytes));
    assertEquals(1, ours.heard().size(), ours.heard().toString());
    return ours.heard().get(0);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  private static List<String> found(Client client, byte[] bytes, List<Integer> pieces) {
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      int to = Math.min(bytes.length, at + pieces.get(i % pieces.size()));
      client.take(Arrays.copyOfRange(bytes, at, to));
      at = to;
    }
    return client.heard();
  }

  @Provide
  Arbitrary<List<Integer>> pieces() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 300),
            Arbitraries.integers().between(1, 100_000))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  /** Mostly what a venue says, sometimes what none may. */
  @Provide
  Arbitrary<byte[]> conversations() {
    Arbitrary<byte[]> part =
        Arbitraries.frequencyOf(
            Tuple.of(12, messages()),
            Tuple.of(3, controls()),
            Tuple.of(1, oddFrames()),
            Tuple.of(1, closes()));
    return part.list().ofMaxSize(12).map(FrameReaderTest::joined);
  }

  private static Arbitrary<byte[]> messages() {
    Arbitrary<byte[]> tail =
        Combinators.combine(payloads(), controls().list().ofMaxSize(2))
            .as((payload, between) -> joined(List.of(joined(between), frame(0x00, payload))));
    return Combinators.combine(
            Arbitraries.of(0x01, 0x02), payloads(), tail.list().ofMaxSize(3), controls())
        .as(
            (opcode, first, more, control) ->
                more.isEmpty()
                    ? frame(0x80 | opcode, first)
                    : joined(
                        List.of(frame(opcode, first), joined(more), control, frame(0x80, first))));
  }

  private static Arbitrary<byte[]> controls() {
    return Combinators.combine(
            Arbitraries.of(0x89, 0x8A), Arbitraries.bytes().array(byte[].class).ofMaxSize(125))
        .as(FrameReaderTest::frame);
  }

  private static Arbitrary<byte[]> closes() {
    return Combinators.combine(
            Arbitraries.integers().between(990, 1020),
            Arbitraries.strings().ofMaxLength(20).map(text -> text.getBytes(UTF_8)),
            // Netty lets a sequence pass that the end cuts off; this one is wrong everywhere.
            Arbitraries.of(new byte[0], new byte[] {(byte) 0xFF, 'x'}))
        .as(
            (code, reason, wrong) ->
                frame(0x88, joined(List.of(bytes(code >> 8, code & 0xFF), reason, wrong))));
  }

  /** Any first byte, any form of length, with or without the bytes that it promises. */
  private static Arbitrary<byte[]> oddFrames() {
    return Combinators.combine(
            Arbitraries.bytes(),
            Arbitraries.bytes(),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(12))
        .as((first, second, more) -> joined(List.of(new byte[] {first, second}, more)));
  }

  private static Arbitrary<byte[]> payloads() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(124, 128),
            Arbitraries.integers().between(0, 2_000),
            Arbitraries.of(65_535, 65_536, 69_999, 70_000, 70_001, 40_000))
        .map(
            length -> {
              byte[] payload = new byte[length];
              for (int i = 0; i < length; i++) {
                payload[i] = (byte) (i * 31 + length);
              }
              return payload;
            });
  }

  private static byte[] frame(int first, byte[] payload) {
    int length = payload.length;
    byte[] header;
    if (length < 126) {
      header = bytes(first, length);
    } else if (length < 1 << 16) {
      header = bytes(first, 126, length >> 8, length & 0xFF);
    } else {
      header =
          bytes(
              first,
              127,
              0,
              0,
              0,
              0,
              length >> 24,
              length >> 16 & 0xFF,
              length >> 8 & 0xFF,
              length & 0xFF);
    }
    return joined(List.of(header, payload));
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Takes bytes and says what it heard, up to the first violation. */
  private interface Client {
    void take(byte[] piece);

    List<String> heard();
  }

  private static final class Ours implements Client, FrameReader.Listener {
    private final List<String> heard = new ArrayList<>();
    private final Burst.Builder burst = new Burst.Builder("test", FlowControl.NONE, 16);
    private final FrameReader reader;
    private final EmbeddedChannel channel;
    private boolean isAmidFrames;

    Ours() {
      this(LARGEST);
    }

    Ours(int largest) {
      reader = new FrameReader(largest, this);
      channel = new EmbeddedChannel(reader);
    }

    @Override
    public void take(byte[] piece) {
      ByteBuf read = Unpooled.wrappedBuffer(piece);
      channel.writeInbound(read);
      assertEquals(0, read.refCnt());
      assertEquals(false, isAmidFrames);
    }

    /** What was recorded is read back from the burst, so that nothing may be written over. */
    @Override
    public List<String> heard() {
      Burst built = burst.build();
      int frame = 0;
      List<String> all = new ArrayList<>();
      for (String each : heard) {
        if (each.isEmpty()) {
          String kind = built.isBinary(frame) ? "binary " : "text ";
          all.add(
              kind + ByteBufUtil.hexDump(built.bytes(), built.offset(frame), built.length(frame)));
          frame++;
        } else {
          all.add(each);
        }
      }
      assertEquals(built.size(), frame);
      return all;
    }

    @Override
    public Burst.Builder onFramesBegin() {
      isAmidFrames = true;
      return burst;
    }

    @Override
    public void onFrame(byte[] bytes, int at, int length, boolean isBinary) {
      burst.addReserved(SOURCE, 1, at, length, isBinary);
      heard.add("");
    }

    @Override
    public void onFramesEnd() {
      isAmidFrames = false;
    }

    @Override
    public void onPing(byte[] payload) {
      heard.add("ping " + ByteBufUtil.hexDump(payload));
    }

    @Override
    public void onClose(int code, String reason) {
      heard.add("close " + code + " " + reason);
    }

    @Override
    public void onViolation(FrameException violation) {
      heard.add("violation " + violation.code());
    }
  }

  /** Hears nothing behind the first violation, as a connection that is cut then. */
  private static final class Netty extends ChannelInboundHandlerAdapter implements Client {
    private final List<String> heard = new ArrayList<>();
    private final EmbeddedChannel channel;
    private boolean isOver;

    Netty(int largest) {
      channel =
          new EmbeddedChannel(
              new WebSocket13FrameDecoder(false, false, largest),
              new WebSocketFrameAggregator(largest),
              this);
    }

    @Override
    public void take(byte[] piece) {
      if (!isOver) {
        channel.writeInbound(Unpooled.wrappedBuffer(piece));
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!isOver) {
        hear((WebSocketFrame) message);
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!isOver) {
        isOver = true;
        heard.add(
            "violation "
                + (cause instanceof CorruptedWebSocketFrameException corrupted
                    ? corrupted.closeStatus().code()
                    : cause instanceof TooLongFrameException ? FrameException.TOO_BIG : 0));
      }
    }

    private void hear(WebSocketFrame frame) {
      String content = ByteBufUtil.hexDump(frame.content());
      if (frame instanceof PingWebSocketFrame) {
        heard.add("ping " + content);
      } else if (frame instanceof CloseWebSocketFrame close) {
        heard.add("close " + close.statusCode() + " " + close.reasonText());
        isOver = true;
      } else if (!(frame instanceof PongWebSocketFrame)) {
        heard.add((frame instanceof BinaryWebSocketFrame ? "binary " : "text ") + content);
      }
    }

    @Override
    public List<String> heard() {
      isOver = true;
      channel.finishAndReleaseAll(); // with what it still waited for
      return heard;
    }
  }
}
