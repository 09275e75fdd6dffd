package dev.caravan.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket client with proxy and TLS in front, put together as a venue's connection is. */
final class NettyWebSocket implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final EventLoopGroup group =
      Transport.group(1, new DefaultThreadFactory("netty-websocket", true));
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final AtomicInteger texts = new AtomicInteger();

  /** Connects; {@link #opened} tells how it went. */
  NettyWebSocket(URI uri, Optional<TlsTrust> trust, Optional<ProxyAddress> proxy) throws Exception {
    Optional<InetAddress> proxyHost =
        proxy.isPresent()
            ? Optional.of(InetAddress.getByName(proxy.get().host()))
            : Optional.empty();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(Transport.clientChannel())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    proxy.ifPresent(
                        it ->
                            channel
                                .pipeline()
                                .addLast(it.newHandler(proxyHost.orElseThrow(), CONNECT_WITHIN)));
                    trust.ifPresent(
                        it ->
                            channel
                                .pipeline()
                                .addLast(
                                    it.newHandler(channel.alloc(), uri.getHost(), uri.getPort())));
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(1 << 16),
                            new WebSocketClientProtocolHandler(
                                WebSocketClientHandshakerFactory.newHandshaker(
                                    uri,
                                    WebSocketVersion.V13,
                                    null,
                                    false,
                                    new DefaultHttpHeaders())),
                            new Frames());
                  }
                });
    InetSocketAddress address =
        proxy.isPresent()
            ? ProxyAddress.destination(uri.getHost(), uri.getPort())
            : new InetSocketAddress(uri.getHost(), uri.getPort());
    if (proxy.isPresent()) {
      bootstrap.resolver(NoopAddressResolverGroup.INSTANCE);
    }
    bootstrap
        .connect(address)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
              }
            });
  }

  CompletableFuture<Void> opened() {
    return opened;
  }

  /** How many text frames came. */
  int texts() {
    return texts.get();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame) {
        texts.incrementAndGet();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        opened.complete(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      opened.completeExceptionally(cause);
      ctx.close();
    }
  }
}
