package dev.caravan.stream;

import dev.caravan.bench.MarketFrames;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times the way of frames from a read buffer into a burst, beside Netty's classes; ns a frame. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class DecodingBenchmark {

  private static final int FRAMES = 750;
  private static final int LARGEST = 1 << 24;
  private static final Source SOURCE = new Source(new StreamId("trade", "BTCUSDT"), "bench-1");

  /** Bytes of a read; frames are cut where it ends. */
  @Param({"1024", "65536"})
  public int read;

  private ByteBuf wire;
  private Burst.Builder burst;
  private int found;
  private EmbeddedChannel ours;
  private EmbeddedChannel nettys;

  @Setup
  public void make() {
    Burst frames = MarketFrames.of(MarketFrames.VENUE, MarketFrames.CHANNELS, FRAMES);
    wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (int i = 0; i < FRAMES; i++) {
      wire.writeByte(0x81);
      int length = frames.length(i);
      if (length < 126) {
        wire.writeByte(length);
      } else {
        wire.writeByte(126).writeShort(length);
      }
      wire.writeBytes(frames.bytes(), frames.offset(i), length);
    }
    ours = new EmbeddedChannel(new FrameReader(LARGEST, new Ours()));
    nettys =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(false, false, LARGEST),
            new WebSocketFrameAggregator(LARGEST),
            new Nettys());
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int ours() {
    return through(ours);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int nettys() {
    return through(nettys);
  }

  private int through(EmbeddedChannel channel) {
    found = 0;
    for (int at = 0; at < wire.writerIndex(); at += read) {
      int length = Math.min(read, wire.writerIndex() - at);
      burst = new Burst.Builder("bench", FlowControl.NONE, read + read / 4, read / 600);
      ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(length);
      channel.writeOneInbound(copy.writeBytes(wire, at, length));
    }
    return found;
  }

  private final class Nettys extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      ByteBuf content = frame.content();
      int length = content.readableBytes();
      int at = burst.reserve(length);
      content.getBytes(content.readerIndex(), burst.bytes(), at, length);
      burst.addReserved(SOURCE, 1, at, length, false);
      found++;
    }
  }

  private final class Ours implements FrameReader.Listener {
    @Override
    public Burst.Builder onFramesBegin() {
      return burst;
    }

    @Override
    public void onFrame(byte[] bytes, int at, int length, boolean isBinary) {
      burst.addReserved(SOURCE, 1, at, length, isBinary);
      found++;
    }

    @Override
    public void onFramesEnd() {}

    @Override
    public void onPing(byte[] payload) {}

    @Override
    public void onClose(int code, String reason) {}

    @Override
    public void onViolation(FrameException violation) {
      throw new IllegalStateException(violation);
    }
  }
}
