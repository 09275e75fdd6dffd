package dev.caravan.simulator;

import dev.caravan.clock.NanoClock;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what a client sends to its session. */
final class SocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger LOG = LoggerFactory.getLogger(SocketHandler.class);

  private final SimulatedConnection connection;
  private final SimulatedSession session;
  private final NanoClock clock;

  SocketHandler(SimulatedConnection connection, SimulatedSession session, NanoClock clock) {
    this.connection = connection;
    this.session = session;
    this.clock = clock;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      connection.onClose(close.statusCode());
      return;
    }
    connection.heard(clock.nanos());
    if (connection.isClosing() || connection.isHalfOpen() || !session.admit(clock.nanos())) {
      return;
    }
    if (frame instanceof TextWebSocketFrame text) {
      session.onText(text.text());
    } else if (frame instanceof PingWebSocketFrame) {
      connection.onPing(ByteBufUtil.getBytes(frame.content()));
    } else if (frame instanceof PongWebSocketFrame) {
      connection.onPong(frame.content().toString(StandardCharsets.UTF_8));
    } else {
      session.onText(frame.content().toString(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.onGone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("client dropped connection={}", connection.number(), cause);
    ctx.close();
  }
}
