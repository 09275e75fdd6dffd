package dev.caravan.bench;

import dev.caravan.stream.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * The least a recorder can do with Netty: receive frames and write them to a file as they are.
 *
 * <p>The same transport, codec and handshake as Caravan's, without UTF-8 validation; no stamp, no
 * recognition, no check, no sync. A line on standard input is answered with frames and bytes so
 * far; the end of the input ends it.
 *
 * <p>Arguments: WebSocket address, file, stream names separated by commas.
 */
public final class BareClient {

  private static final int LARGEST_FRAME = 16 * 1024 * 1024;
  private static final int WRITE_BYTES = 1 << 20;
  private static final int WRITE_EVERY_MS = 250;

  private BareClient() {}

  public static void main(String[] arguments) throws Exception {
    URI address = URI.create(arguments[0]);
    EventLoopGroup group = Transport.group(1, new DefaultThreadFactory("feed-bare", true));
    try (FileChannel file =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Frames frames = new Frames(file, subscribe(arguments[2]));
      connect(group, address, frames);
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (input.readLine() != null) {
        System.out.println(group.submit(() -> frames.count + " " + frames.bytes).get());
      }
      group.submit(frames::write).get();
    }
  }

  private static String subscribe(String streams) {
    return "{\"method\":\"SUBSCRIBE\",\"params\":[\""
        + streams.replace(",", "\",\"")
        + "\"],\"id\":1}";
  }

  private static void connect(EventLoopGroup group, URI address, Frames frames) throws Exception {
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(address)
            .maxFramePayloadLength(LARGEST_FRAME)
            .dropPongFrames(true)
            .withUTF8Validator(false)
            .build();
    new Bootstrap()
        .group(group)
        .channel(Transport.clientChannel())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(64 * 1024),
                        new WebSocketClientProtocolHandler(config),
                        frames);
              }
            })
        .connect(address.getHost(), address.getPort())
        .sync();
  }

  /** Copies each frame behind the others and writes them when a mebibyte or 250 ms is full. */
  private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final FileChannel file;
    private final String subscribe;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);

    // Event loop only.
    private long count;
    private long bytes;

    Frames(FileChannel file, String subscribe) {
      this.file = file;
      this.subscribe = subscribe;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        context.writeAndFlush(new TextWebSocketFrame(subscribe));
        context
            .executor()
            .scheduleAtFixedRate(
                this::write, WRITE_EVERY_MS, WRITE_EVERY_MS, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      ByteBuf content = frame.content();
      int length = content.readableBytes();
      if (length >= buffer.remaining()) {
        write();
      }
      int at = buffer.position();
      buffer.limit(at + length);
      content.readBytes(buffer);
      buffer.limit(buffer.capacity());
      buffer.put((byte) '\n');
      count++;
      bytes += length;
    }

    void write() {
      buffer.flip();
      try {
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      buffer.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      System.err.println("bare client: connection lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      System.err.println("bare client: " + cause);
      context.close();
    }
  }
}
