package dev.caravan.camel.push;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one viewer's session: answers pings and Close, probes with pings, ends it when it is silent
 * or its time is over. What a viewer says goes to its conversation, and nowhere where it has none.
 *
 * <p>Runs on the channel's event loop.
 */
final class ViewerHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** A private code, so that the page can offer to go on instead of coming back by itself. */
  static final WebSocketCloseStatus SESSION_OVER =
      new WebSocketCloseStatus(4000, "session is over");

  static final Duration PING_EVERY = Duration.ofSeconds(20);
  static final int PINGS_WITHOUT_ANSWER = 3;

  private final Viewer viewer;
  private final Duration sessionLimit;
  // Null where the path only broadcasts, and where the viewer was not admitted.
  private final @Nullable Talk talk;

  // Event loop only. Null before the handler is added and after it is gone.
  private @Nullable ScheduledFuture<?> pings;
  private @Nullable ScheduledFuture<?> end;
  private int unanswered;

  ViewerHandler(Viewer viewer, Duration sessionLimit, @Nullable Talk talk) {
    this.viewer = viewer;
    this.talk = talk;
    this.sessionLimit = sessionLimit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    long period = PING_EVERY.toSeconds();
    pings =
        context
            .executor()
            .scheduleAtFixedRate(() -> probe(context), period, period, TimeUnit.SECONDS);
    end =
        context
            .executor()
            .schedule(
                () ->
                    viewer.endSession(
                        "the session limit of " + inWords(sessionLimit) + " is reached"),
                sessionLimit.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stopTimers();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimers();
    context.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    unanswered = 0;
    if (frame instanceof PingWebSocketFrame) {
      context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
    } else if (frame instanceof TextWebSocketFrame text && talk != null) {
      talk.hear(text.text());
    } else if (frame instanceof CloseWebSocketFrame && viewer.hasSaidGoodbye()) {
      context.close();
    } else if (frame instanceof CloseWebSocketFrame close) {
      context.writeAndFlush(close.retain()).addListener(future -> context.close());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A broken or oversized frame; the decoder has said so to the viewer where it could.
    context.close();
  }

  private void probe(ChannelHandlerContext context) {
    unanswered++;
    if (unanswered > PINGS_WITHOUT_ANSWER) {
      viewer.drop();
    } else if (context.channel().isWritable()) {
      context.writeAndFlush(new PingWebSocketFrame());
    }
  }

  /** {@code 12 hours} or {@code 90 s}. */
  private static String inWords(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 7200 && seconds % 3600 == 0) {
      return seconds / 3600 + " hours";
    }
    return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " minutes" : seconds + " s";
  }

  private void stopTimers() {
    if (pings != null) {
      pings.cancel(false);
      pings = null;
    }
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }
}
