package dev.caravan.camel.web;

import dev.caravan.camel.push.PushHub;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the requests of one connection pass to netty-http, turns them away, or hands the connection
 * to a push hub.
 *
 * <p>Runs on the connection's event loop and never waits.
 */
final class GateHandler extends ChannelInboundHandlerAdapter {
  static final Duration HEAD_WITHIN = Duration.ofSeconds(10);
  static final Duration IDLE_AFTER = Duration.ofSeconds(60);
  private static final int LINGER_MS = 500;
  private static final int MAX_VIEWER_FRAME_BYTES = 4096;

  private final WebGate gate;
  private final ResponseHeaders responses;

  // Event loop only.
  private Mode mode = Mode.HTTP;
  // Null while no deadline runs.
  private @Nullable ScheduledFuture<?> deadline;
  // Null unless an upgrade waits for the end of its request.
  private @Nullable FullHttpRequest upgrade;

  private enum Mode {
    HTTP,
    REFUSED,
    WEBSOCKET
  }

  GateHandler(WebGate gate) {
    this.gate = gate;
    this.responses = new ResponseHeaders(gate);
  }

  /** Clients of routes and servers on other ports take the same option; they are not ours. */
  private boolean isOurs(ChannelHandlerContext context) {
    return context.channel().parent() != null
        && context.channel().localAddress() instanceof InetSocketAddress local
        && local.getPort() == gate.options().port();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!isOurs(context)) {
      context.fireChannelActive();
      context.pipeline().remove(this);
      return;
    }
    Channel channel = context.channel();
    Optional<Channel> goes = gate.places().enter(channel);
    goes.ifPresent(
        silent -> {
          gate.countRefusal("connections");
          silent.close();
        });
    if (goes.equals(Optional.of(channel))) {
      return;
    }
    channel.closeFuture().addListener(closed -> gate.places().leave(channel));
    ChannelHandlerContext encoder = context.pipeline().context(HttpResponseEncoder.class);
    context.pipeline().addAfter(encoder.name(), "response-headers", responses);
    expectWithin(context, HEAD_WITHIN);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (mode == Mode.REFUSED) {
      ReferenceCountUtil.release(message);
    } else if (mode == Mode.WEBSOCKET) {
      if (message instanceof LastHttpContent && upgrade != null) {
        ReferenceCountUtil.release(message);
        takeOver(context, upgrade);
        upgrade = null;
      } else {
        context.fireChannelRead(message);
      }
    } else if (message instanceof HttpRequest request) {
      receive(context, request);
    } else {
      if (message instanceof LastHttpContent) {
        expectWithin(context, IDLE_AFTER);
      }
      context.fireChannelRead(message);
    }
  }

  private void receive(ChannelHandlerContext context, HttpRequest request) {
    stopDeadline();
    gate.places().busy(context.channel());
    Optional<Refusal> refusal = gate.rules().judge(request, addressOf(context));
    if (refusal.isPresent()) {
      ReferenceCountUtil.release(request);
      refuse(context, refusal.get(), request.method().equals(HttpMethod.HEAD));
    } else if (GateRules.isUpgrade(request)) {
      mode = Mode.WEBSOCKET;
      upgrade =
          new DefaultFullHttpRequest(
              request.protocolVersion(),
              request.method(),
              request.uri(),
              Unpooled.EMPTY_BUFFER,
              request.headers(),
              EmptyHttpHeaders.INSTANCE);
      ReferenceCountUtil.release(request);
    } else if (!responses.expect(request.method())) {
      ReferenceCountUtil.release(request);
      refuse(
          context,
          new Refusal(400, "header", "too many requests at once on one connection"),
          false);
    } else {
      context.fireChannelRead(request);
    }
  }

  /** Strips everything of netty-http from the connection and shakes hands. */
  private void takeOver(ChannelHandlerContext context, FullHttpRequest request) {
    Optional<PushHub> hub = gate.hubs().find(GateRules.pathOf(request.uri()));
    if (hub.isEmpty()) {
      refuse(
          context,
          new Refusal(404, "upgrade", "no WebSocket here; the page's is /ws/dashboard"),
          false);
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                request.uri(), null, false, MAX_VIEWER_FRAME_BYTES, false)
            .newHandshaker(request);
    if (handshaker == null) {
      refuse(context, new Refusal(426, "upgrade", "WebSocket version refused; use 13"), false);
      return;
    }
    ChannelPipeline pipeline = context.pipeline();
    for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
      ChannelHandler handler = entry.getValue();
      if (handler != this
          && !(handler instanceof HttpRequestDecoder)
          && !(handler instanceof HttpResponseEncoder)) {
        pipeline.remove(handler);
      }
    }
    ChannelFuture shaken;
    try {
      shaken = handshaker.handshake(context.channel(), request);
    } catch (WebSocketHandshakeException e) {
      refuse(
          context,
          new Refusal(400, "upgrade", "WebSocket handshake refused: a header is missing or wrong"),
          false);
      return;
    }
    shaken.addListener(
        done -> {
          if (done.isSuccess()) {
            pipeline.remove(this);
            hub.get().join(context.channel());
          } else {
            context.close();
          }
        });
  }

  /**
   * Answers in plain text, then reads on for a moment so that the answer is not lost to a reset.
   */
  private void refuse(ChannelHandlerContext context, Refusal refusal, boolean headOnly) {
    mode = Mode.REFUSED;
    stopDeadline();
    gate.countRefusal(refusal.reason());
    byte[] body = (refusal.text() + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + HttpResponseStatus.valueOf(refusal.status())
            + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + ResponseHeaders.TEXT
            + "Cache-Control: no-store"
            + (refusal.status() == 405 ? "\r\nAllow: GET, HEAD" : "")
            + (refusal.status() == 426 ? "\r\nSec-WebSocket-Version: 13" : "")
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    ByteBuf answer = ByteBufUtil.writeAscii(context.alloc(), head);
    if (!headOnly) {
      answer.writeBytes(body);
    }
    // Written in front of the encoder: bytes as they are.
    context
        .writeAndFlush(answer)
        .addListener(
            written -> {
              if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
              }
            });
    context.executor().schedule(() -> context.close(), LINGER_MS, TimeUnit.MILLISECONDS);
  }

  /** A reader that takes nothing gets nothing more to answer. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (mode == Mode.HTTP) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stopDeadline();
  }

  private void expectWithin(ChannelHandlerContext context, Duration limit) {
    stopDeadline();
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  gate.countRefusal("timeout");
                  context.close();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static String addressOf(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress remote
        ? WebOptions.withoutScope(remote.getAddress().getHostAddress())
        : "unknown";
  }
}
